import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { IsId, IsSafeText } from '#platform/http/field-rules.js';
import { DutyFilingParam } from '../duty.dto.js';

export class EvidenceKindParam extends DutyFilingParam {
  /** One of the ids under `evidence` of the duty. */
  @Matches(/^[a-z0-9][a-z0-9-]{0,39}$/, { message: 'must be up to 40 lower-case letters, digits and hyphens' })
  readonly kind: string;
}

export class EvidenceParam extends DutyFilingParam {
  @IsId()
  readonly fileId: string;
}

export class EvidenceNameQuery {
  /** Under which it is shown and saved; the ending follows from what the file is. */
  @ApiPropertyOptional({ example: '消防疏散演练.jpg' })
  @IsOptional()
  @IsSafeText({ max: 200 })
  readonly name?: string;
}
