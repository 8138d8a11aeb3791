import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsObject, IsOptional, Matches } from 'class-validator';
import { STANDINGS, type Standing } from '#hazards/zero-report/filing-standing.js';
import { IsSafeText } from '#platform/http/field-rules.js';
import { PageQuery } from '#platform/http/pages.js';

const QUARTER = /^[0-9]{4}Q[1-4]$/;
const QUARTER_MESSAGE = { message: 'must be a quarter such as 2026Q4' };

export class QuarterParam {
  @Matches(QUARTER, QUARTER_MESSAGE)
  readonly quarter: string;
}

export class SchoolQuarterParam extends QuarterParam {
  @IsSafeText({ max: 64 })
  readonly organisationCode: string;
}

export class UnderQuery {
  /** Code of an organisation: its whole subtree. */
  @IsOptional()
  @IsSafeText({ max: 64 })
  readonly under?: string;
}

export class FilingListQuery extends PageQuery {
  /** Code of an organisation: its whole subtree. */
  @IsOptional()
  @IsSafeText({ max: 64 })
  readonly under?: string;

  @ApiPropertyOptional({ enum: STANDINGS, example: 'missing' })
  @IsOptional()
  @IsIn(STANDINGS, { message: `must be one of ${STANDINGS.join(', ')}` })
  readonly standing?: Standing;
}

/** 填报内容. Fields that are left out keep the ledger's number, or what was written before. */
export class DraftDto {
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    example: { majorSources: 0, surveyedOn: '2026-12-15' },
  })
  @IsOptional()
  @IsObject({ message: 'must be an object of fields and their answers' })
  readonly answers?: Record<string, unknown>;

  @ApiPropertyOptional({ example: '本季度排查三次，未发现重大危险源。' })
  @IsOptional()
  @IsSafeText({ max: 2000, min: 0 })
  readonly comments?: string;

  /** Why a report that is filed already is corrected. */
  @ApiPropertyOptional({ example: '漏报一处一般隐患' })
  @IsOptional()
  @IsSafeText({ max: 500 })
  readonly correction?: string;
}

export class ReasonDto {
  @ApiProperty({ example: '排查次数与记录不符，请核对。' })
  @IsSafeText({ max: 500 })
  readonly reason: string;
}
