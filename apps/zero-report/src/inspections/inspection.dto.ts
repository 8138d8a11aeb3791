import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsOptional } from 'class-validator';
import { ROUND_KINDS, type RoundKind } from '#hazards/zero-report/inspection-round.js';
import { IsCivilDate, IsSafeText } from '#platform/http/field-rules.js';
import { PageQuery } from '#platform/http/pages.js';

const MOST_PEOPLE = 50;
const MOST_HAZARDS = 200;

export class RoundDto {
  /** 巡查, 值班 or 专项检查. */
  @ApiProperty({ enum: ROUND_KINDS, example: 'patrol' })
  @IsIn(ROUND_KINDS, { message: `must be one of ${ROUND_KINDS.join(', ')}` })
  readonly kind: RoundKind;

  @ApiProperty({ example: '2026-09-10' })
  @IsCivilDate()
  readonly inspectedOn: string;

  @ApiProperty({ example: '教学楼、食堂、配电室' })
  @IsSafeText({ max: 500 })
  readonly area: string;

  /** Who took part. */
  @ApiProperty({ type: [String], example: ['李强', '王芳'] })
  @IsArray({ message: 'must be a list of names' })
  @ArrayMinSize(1, { message: 'must name somebody' })
  @ArrayMaxSize(MOST_PEOPLE, { message: `must be at most ${MOST_PEOPLE} names` })
  @ArrayUnique({ message: 'must name each person once' })
  @IsSafeText({ max: 50 }, { each: true })
  readonly people: string[];

  @ApiPropertyOptional({ example: '未发现隐患。' })
  @IsOptional()
  @IsSafeText({ max: 2000 })
  readonly findings?: string;

  /** Numbers of the hazards that were found and reported. */
  @ApiPropertyOptional({ type: [String], example: [] })
  @IsOptional()
  @IsArray({ message: 'must be a list of hazard numbers' })
  @ArrayMaxSize(MOST_HAZARDS, { message: `must be at most ${MOST_HAZARDS} numbers` })
  @ArrayUnique({ message: 'must name each hazard once' })
  @IsSafeText({ max: 64 }, { each: true })
  readonly hazards?: string[];
}

export class RoundQuery extends PageQuery {
  /** The first day, and the last one. */
  @ApiPropertyOptional({ example: '2026-07-01' })
  @IsOptional()
  @IsCivilDate()
  readonly from?: string;

  @ApiPropertyOptional({ example: '2026-09-30' })
  @IsOptional()
  @IsCivilDate()
  readonly to?: string;
}
