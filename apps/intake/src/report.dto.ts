import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsNotEmptyObject,
  IsNumber,
  IsObject,
  IsOptional,
  Matches,
  ValidateNested,
} from 'class-validator';
import { PLACE_TYPE_IDS, type PlaceType } from '#hazards/grading/place-type.js';
import { CATEGORY_IDS, categoryFrom, type Category } from '#hazards/grading/category.js';
import { IsIsoInstant, IsSafeText } from '#platform/http/field-rules.js';

export const SOURCES = ['self-check', 'inspection', 'tip-off', 'import', 'special-campaign'] as const;

export class PlaceDto {
  /** 校区或场所: the campus or area. */
  @ApiProperty({ example: '主校区' })
  @IsSafeText({ max: 100 })
  readonly site: string;

  /** 楼栋: the building, where there is one. */
  @ApiPropertyOptional({ example: '北教学楼' })
  @IsOptional()
  @IsSafeText({ max: 100 })
  readonly building?: string;

  /** 具体部位: the spot. */
  @ApiPropertyOptional({ example: '二层东侧疏散门' })
  @IsOptional()
  @IsSafeText({ max: 200 })
  readonly spot?: string;
}

export class LecDto {
  /** 事故发生的可能性 L. */
  @ApiProperty({ example: 3 })
  @IsNumber({}, { message: 'must be a step of the scale, such as 3' })
  readonly l: number;

  /** 暴露频繁程度 E. */
  @ApiProperty({ example: 6 })
  @IsNumber({}, { message: 'must be a step of the scale, such as 6' })
  readonly e: number;

  /** 后果 C. */
  @ApiProperty({ example: 15 })
  @IsNumber({}, { message: 'must be a step of the scale, such as 15' })
  readonly c: number;
}

export class LsDto {
  /** 可能性 L, 1 to 5. */
  @ApiProperty({ example: 3 })
  @IsNumber({}, { message: 'must be a whole number from 1 to 5' })
  readonly l: number;

  /** 严重性 S, 1 to 5. */
  @ApiProperty({ example: 4 })
  @IsNumber({}, { message: 'must be a whole number from 1 to 5' })
  readonly s: number;
}

/** 风险评分 beside the grade: it sets the priority of a general hazard and can raise a suspicion, nothing more. */
export class RiskDto {
  @ApiPropertyOptional({ type: LecDto })
  @IsOptional()
  @IsObject({ message: 'must be an object with l, e and c' })
  @ValidateNested()
  @Type(() => LecDto)
  readonly lec?: LecDto;

  @ApiPropertyOptional({ type: LsDto })
  @IsOptional()
  @IsObject({ message: 'must be an object with l and s' })
  @ValidateNested()
  @Type(() => LsDto)
  readonly ls?: LsDto;
}

/** 不应判定为重大的情形: a statement that speaks against grading the hazard major. */
export class ExclusionDto {
  /** One of the exclusions of the rules in force, see GET /v1/rule-packs/{id}. */
  @ApiProperty({ example: 'out-of-use' })
  @Matches(/^[a-z][a-z0-9-]{1,40}$/, { message: 'must be the id of an exclusion such as out-of-use' })
  readonly exclusion: string;

  /** What it rests on, for whoever decides. */
  @ApiProperty({ example: '该楼已于九月停用并封闭，钥匙由保卫处保管。' })
  @IsSafeText({ max: 500 })
  readonly reason: string;
}

/** A category by its id or its Chinese label. */
export const toCategory = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? (categoryFrom(value) ?? value) : value;

/** 隐患上报. */
export class ReportDto {
  @ApiProperty({ example: 'S001' })
  @IsSafeText({ max: 64 })
  readonly organisationCode: string;

  @ApiProperty({ type: PlaceDto })
  @IsObject({ message: 'must be an object with site, and optionally building and spot' })
  @IsNotEmptyObject({}, { message: 'must be an object with site, and optionally building and spot' })
  @ValidateNested()
  @Type(() => PlaceDto)
  readonly place: PlaceDto;

  /** A category id, or its Chinese label. */
  @ApiProperty({ enum: CATEGORY_IDS, example: 'fire' })
  @Transform(toCategory)
  @IsIn(CATEGORY_IDS, { message: `must be one of ${CATEGORY_IDS.join(', ')}` })
  readonly category: Category;

  @ApiProperty({ example: '疏散楼梯口装卷帘门，夜间上锁。' })
  @IsSafeText({ max: 4000 })
  readonly description: string;

  /** Ids of the rules whose condition the reporter saw. */
  @ApiPropertyOptional({ type: [String], example: ['FI-21'] })
  @IsOptional()
  @IsArray({ message: 'must be a list of rule ids such as FI-21' })
  @ArrayMaxSize(20)
  @ArrayUnique({ message: 'must name each rule once' })
  @Matches(/^[A-Z]{2}-[A-Z]?\d{2,3}[a-z]?$/, { each: true, message: 'must be rule ids such as FI-21' })
  readonly observations?: string[];

  @ApiPropertyOptional({ enum: SOURCES, example: 'self-check' })
  @IsOptional()
  @IsIn(SOURCES, { message: `must be one of ${SOURCES.join(', ')}` })
  readonly source?: string;

  /** When it was seen, not in the future; now when absent. */
  @ApiPropertyOptional({ example: '2026-10-08T09:30:00+08:00' })
  @IsOptional()
  @IsIsoInstant()
  readonly discoveredAt?: string;

  /** The reporter's own id of this report: sent again, it answers with the hazard that it made the first time. */
  @ApiPropertyOptional({ example: 'phone-7f3a-000123' })
  @IsOptional()
  @Matches(/^[\x21-\x7e]{1,100}$/, { message: 'must be 1 to 100 visible ASCII characters without spaces' })
  readonly clientReportId?: string;

  /** The school cannot remove the cause itself, because it lies outside. */
  @ApiPropertyOptional({ example: false })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  readonly externalCause?: boolean;

  /** LEC, 5×5 matrix, or both, as the reporter rates the risk. */
  @ApiPropertyOptional({ type: RiskDto })
  @IsOptional()
  @IsObject({ message: 'must be an object with lec, ls or both' })
  @IsNotEmptyObject({}, { message: 'must be an object with lec, ls or both' })
  @ValidateNested()
  @Type(() => RiskDto)
  readonly risk?: RiskDto;

  /** 场所类型: decides which rules apply at the place; without it none is left out. */
  @ApiPropertyOptional({ enum: PLACE_TYPE_IDS, example: 'dormitory' })
  @IsOptional()
  @IsIn(PLACE_TYPE_IDS, { message: `must be one of ${PLACE_TYPE_IDS.join(', ')}` })
  readonly placeType?: PlaceType;

  /** Established when the bureau reports them; from a school they are shown to the bureau and change nothing. */
  @ApiPropertyOptional({ type: [ExclusionDto] })
  @IsOptional()
  @IsArray({ message: 'must be a list of exclusions, each with its reason' })
  @ArrayMaxSize(5)
  @ArrayUnique((one?: { exclusion?: unknown }) => one?.exclusion, { message: 'must name each exclusion once' })
  @ValidateNested({ each: true, message: 'must be exclusions, each with its reason' })
  @Type(() => ExclusionDto)
  readonly exclusions?: ExclusionDto[];

  /** The same was found here earlier in this term, as papers outside of this record show. What is on record counts anyway. */
  @ApiPropertyOptional({ example: false })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  readonly seenBefore?: boolean;
}
