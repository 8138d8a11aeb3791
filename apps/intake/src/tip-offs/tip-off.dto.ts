import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsIn, IsNotEmptyObject, IsObject, IsOptional, ValidateNested } from 'class-validator';
import { CATEGORY_IDS, type Category } from '#hazards/grading/category.js';
import { IsSafeText } from '#platform/http/field-rules.js';
import { PlaceDto, toCategory } from '../report.dto.js';
import { TIP_OFF_STATUSES, type TipOffStatus } from './tip-off-status.js';

/** 举报. It has no field for who sends it: what is not asked for cannot be lost or handed on. */
export class TipOffDto {
  /** Code of the school. */
  @ApiProperty({ example: 'S001' })
  @IsSafeText({ max: 64 })
  readonly organisationCode: string;

  @ApiProperty({ type: PlaceDto })
  @IsObject({ message: 'must be an object with site, and optionally building and spot' })
  @IsNotEmptyObject({}, { message: 'must be an object with site, and optionally building and spot' })
  @ValidateNested()
  @Type(() => PlaceDto)
  readonly place: PlaceDto;

  @ApiProperty({ example: '宿舍楼二层安全出口被铁链锁住。' })
  @IsSafeText({ max: 4000 })
  readonly description: string;

  /** A category id, or its Chinese label; other when absent. */
  @ApiPropertyOptional({ enum: CATEGORY_IDS, example: 'fire' })
  @IsOptional()
  @Transform(toCategory)
  @IsIn(CATEGORY_IDS, { message: `must be one of ${CATEGORY_IDS.join(', ')}` })
  readonly category?: Category;
}

export class TipOffAccepted {
  @ApiProperty({
    description: 'Shown this once; whoever holds it may ask for the status',
    example: 'mM2zv0Qk7bYw3Jp1RfXc9g',
  })
  readonly trackingCode: string;
}

export class TipOffAnswer {
  @ApiProperty({ enum: TIP_OFF_STATUSES, example: 'being-handled' })
  readonly status: TipOffStatus;
}

/** 不予受理. */
export class RejectionDto {
  /** For the bureau's record; the school never sees it. */
  @ApiProperty({ example: '到场核查，灭火器均在有效期内，所述情况不存在。' })
  @IsSafeText({ max: 2000 })
  readonly reason: string;
}

export class RejectionAnswer {
  @ApiProperty({ example: '到场核查，灭火器均在有效期内，所述情况不存在。' })
  readonly reason: string;

  @ApiProperty({ format: 'date-time', example: '2026-10-12T09:00:00.000+08:00' })
  readonly rejectedAt: string;

  @ApiProperty({ example: '郑洁' })
  readonly rejectedBy: string;
}
