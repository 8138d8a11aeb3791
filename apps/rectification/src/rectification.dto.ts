import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsNumber,
  IsObject,
  IsOptional,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { INTERIM_MEASURE_IDS, type InterimMeasure } from '#hazards/grading/interim-measure.js';
import { ASSESSORS, type Assessor } from '#hazards/rectification/assessment.js';
import { IsIsoInstant, IsSafeText } from '#platform/http/field-rules.js';

/** 整改进展. */
export class ProgressDto {
  /** How far the work is. */
  @ApiProperty({ example: '已联系厂家，卷帘门电机明日到货。' })
  @IsSafeText({ max: 2000 })
  readonly note: string;
}

/** 治理效果评估. */
export class AssessmentDto {
  /** The school's own technical staff and experts, or a qualified safety assessment body. */
  @ApiProperty({ enum: ASSESSORS, example: 'own-experts' })
  @IsIn(ASSESSORS, { message: `must be one of ${ASSESSORS.join(', ')}` })
  readonly by: Assessor;

  /** Names of the experts, or of the body. */
  @ApiProperty({ example: '区消防技术服务中心工程师何平、总务处王建国' })
  @IsSafeText({ max: 500 })
  readonly assessors: string;

  @ApiProperty({ example: '疏散出口净宽 1.4 米，符合标准，隐患已消除。' })
  @IsSafeText({ max: 4000 })
  readonly conclusion: string;

  @ApiProperty({ example: '2026-10-10T15:00:00+08:00' })
  @IsIsoInstant()
  readonly assessedAt: string;
}

/** 提交整改. */
export class RectificationDto {
  /** What was done. */
  @ApiProperty({ example: '卷帘门已拆除，疏散出口恢复畅通。' })
  @IsSafeText({ max: 4000 })
  readonly note: string;

  /** What was changed so that it does not come back. */
  @ApiPropertyOptional({ example: '每日晚自习后由值班教师检查疏散门，列入值班表。' })
  @IsOptional()
  @IsSafeText({ max: 4000 })
  readonly measures?: string;

  /** What it cost, in yuan. */
  @ApiPropertyOptional({ example: 3600 })
  @IsOptional()
  @IsNumber({ maxDecimalPlaces: 2 }, { message: 'must be an amount of yuan with at most 2 decimal places' })
  @Min(0, { message: 'must be 0 or more yuan' })
  @Max(10_000_000_000, { message: 'must be at most 10000000000 yuan' })
  readonly funds?: number;

  /** For a major hazard: the submission is the written application for review, and encloses its assessment. */
  @ApiPropertyOptional({ type: AssessmentDto })
  @IsOptional()
  @IsObject({ message: 'must be an object with by, assessors, conclusion and assessedAt' })
  @ValidateNested()
  @Type(() => AssessmentDto)
  readonly assessment?: AssessmentDto;
}

const SECTION = { max: 8000 };

/** 治理方案: all six sections, none empty. */
export class PlanDto {
  /** 目标和任务. */
  @ApiProperty({ example: '拆除卷帘门，恢复 1.4 米净宽的疏散出口。' })
  @IsSafeText(SECTION)
  readonly goals: string;

  /** 方法和措施. */
  @ApiProperty({ example: '委托有资质的单位拆除，更换为推闩式疏散门。' })
  @IsSafeText(SECTION)
  readonly methods: string;

  /** 经费和物资. */
  @ApiProperty({ example: '2.8 万元，列入学校公用经费。' })
  @IsSafeText(SECTION)
  readonly funds: string;

  /** 负责治理的机构和人员. */
  @ApiProperty({ example: '总务处，负责人王建国。' })
  @IsSafeText(SECTION)
  readonly responsible: string;

  /** 时限和要求. */
  @ApiProperty({ example: '11 月 30 日前完工，12 月 5 日前申请验收。' })
  @IsSafeText(SECTION)
  readonly schedule: string;

  /** 安全措施和应急预案. */
  @ApiProperty({ example: '治理期间停用该楼梯，专人值守，改由西侧楼梯疏散并演练一次。' })
  @IsSafeText(SECTION)
  readonly safety: string;
}

/** 临时管控措施. */
export class InterimMeasuresDto {
  @ApiProperty({ enum: INTERIM_MEASURE_IDS, isArray: true, example: ['suspend-use', 'guard'] })
  @IsArray({ message: `must be a list of ${INTERIM_MEASURE_IDS.join(', ')}` })
  @ArrayMinSize(1, { message: 'must name at least one measure' })
  @ArrayMaxSize(INTERIM_MEASURE_IDS.length, { message: 'must name each measure once' })
  @ArrayUnique({ message: 'must name each measure once' })
  @IsIn(INTERIM_MEASURE_IDS, { each: true, message: `must be some of ${INTERIM_MEASURE_IDS.join(', ')}` })
  readonly measures: InterimMeasure[];

  /** How, where and until when. */
  @ApiProperty({ example: '北教学楼东侧楼梯停用，课间由值班教师值守。' })
  @IsSafeText({ max: 2000 })
  readonly note: string;
}
