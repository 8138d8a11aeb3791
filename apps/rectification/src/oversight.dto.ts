import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { LISTING_LEVELS, type ListingLevel } from '#hazards/rectification/decide-delisting.js';
import { IsIsoInstant, IsSafeText } from '#platform/http/field-rules.js';

/** 移交. */
export class TransferDto {
  /** Code of a linked department of the district. */
  @ApiProperty({ example: 'D01-FIRE' })
  @IsSafeText({ max: 64 })
  readonly toOrganisationCode: string;

  @ApiProperty({ example: '校门外人行道井盖缺失，属城市管理部门职责。' })
  @IsSafeText({ max: 2000 })
  readonly reason: string;
}

/** 移交退回. */
export class TransferReturnDto {
  @ApiProperty({ example: '经核实，该井盖在校园红线内，由学校负责。' })
  @IsSafeText({ max: 2000 })
  readonly reason: string;
}

const MOST_DAYS = 365;

/** 挂牌督办, as decided by a government. */
export class ListingDto {
  @ApiProperty({ enum: LISTING_LEVELS, example: 'county' })
  @IsIn(LISTING_LEVELS, { message: `must be one of ${LISTING_LEVELS.join(', ')}` })
  readonly level: ListingLevel;

  /** 文号 of the notice. */
  @ApiProperty({ example: '区安委办督〔2026〕12号' })
  @IsSafeText({ max: 100 })
  readonly documentNumber: string;

  /** When it was listed, not in the future. */
  @ApiProperty({ example: '2026-10-12T09:00:00+08:00' })
  @IsIsoInstant()
  readonly listedAt: string;

  /** Calendar days from the day of listing. */
  @ApiProperty({ example: 180 })
  @IsInt({ message: `must be a whole number of days from 1 to ${MOST_DAYS}` })
  @Min(1, { message: `must be a whole number of days from 1 to ${MOST_DAYS}` })
  @Max(MOST_DAYS, { message: `must be a whole number of days from 1 to ${MOST_DAYS}` })
  readonly termDays: number;
}

/** 摘牌, as decided by the government that listed. */
export class DelistingDto {
  /** 文号 of the notice. */
  @ApiProperty({ example: '区安委办督〔2027〕3号' })
  @IsSafeText({ max: 100 })
  readonly documentNumber: string;

  /** When it was taken off the list, not in the future. */
  @ApiProperty({ example: '2026-10-12T09:00:00+08:00' })
  @IsIsoInstant()
  readonly delistedAt: string;

  /** On what ground. */
  @ApiProperty({ example: '经现场复查合格并已销号，同意摘牌。' })
  @IsSafeText({ max: 2000 })
  readonly note: string;
}
