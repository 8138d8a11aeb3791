import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject, IsOptional, Matches } from 'class-validator';
import { IsCivilDate, IsSafeText } from '#platform/http/field-rules.js';

const ID = { message: 'must be up to 40 lower-case letters, digits and hyphens' };
const ID_PATTERN = /^[a-z0-9][a-z0-9-]{0,39}$/;

export class DutyParam {
  @Matches(ID_PATTERN, ID)
  readonly dutyId: string;
}

export class DutyPeriodParam extends DutyParam {
  /** Such as 2026Q4, 2026, 2026-autumn, week-2026-10-05 or 2026-10-01. */
  @Matches(/^[A-Za-z0-9-]{4,20}$/, { message: 'must be a period of the duty’s cadence, such as 2026Q4 or 2026-10-01' })
  readonly period: string;
}

export class DutyFilingParam extends DutyPeriodParam {
  @IsSafeText({ max: 64 })
  readonly organisationCode: string;
}

export class PublishDutyDto {
  /** The bureau whose schools may owe it. */
  @ApiProperty({ example: 'D1' })
  @IsSafeText({ max: 64 })
  readonly organisationCode: string;

  /** The duty as GET /v1/duties shows one. */
  @ApiProperty({ type: 'object', additionalProperties: true, example: { id: 'weekly-check', version: '2026.1' } })
  @IsObject({ message: 'must be a duty' })
  readonly duty: Record<string, unknown>;
}

export class OrderDto {
  /** The bureau, zone or school in whose subtree it is owed. */
  @ApiProperty({ example: 'D1' })
  @IsSafeText({ max: 64 })
  readonly organisationCode: string;

  @ApiProperty({ example: '2026-10-01' })
  @IsCivilDate()
  readonly from: string;

  /** The last day; without one it is owed until the order is ended. */
  @ApiPropertyOptional({ example: '2026-10-08' })
  @IsOptional()
  @IsCivilDate()
  readonly until?: string;

  @ApiPropertyOptional({ example: '国庆期间' })
  @IsOptional()
  @IsSafeText({ max: 200 })
  readonly reason?: string;
}
