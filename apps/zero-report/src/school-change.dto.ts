import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { SCHOOL_CHANGE_REQUESTS, type SchoolChangeRequest } from '#hazards/zero-report/school-change.js';
import { IsCivilDate, IsSafeText } from '#platform/http/field-rules.js';

export class SchoolParam {
  @IsSafeText({ max: 64 })
  readonly organisationCode: string;
}

export class SchoolChangeDto {
  /** 停办, 合并, or lessons that begin again after a suspension. */
  @ApiProperty({ enum: SCHOOL_CHANGE_REQUESTS, example: 'suspended' })
  @IsIn(SCHOOL_CHANGE_REQUESTS, { message: `must be one of ${SCHOOL_CHANGE_REQUESTS.join(', ')}` })
  readonly kind: SchoolChangeRequest['kind'];

  /** The first day on which it holds. */
  @ApiProperty({ example: '2026-11-01' })
  @IsCivilDate()
  readonly from: string;

  /** Of a suspension: the first day with lessons again, where it is known. */
  @ApiPropertyOptional({ example: '2027-02-22' })
  @IsOptional()
  @IsCivilDate()
  readonly until?: string;

  /** Of a merger: the code of the school that goes on and answers for both. */
  @ApiPropertyOptional({ type: String })
  @IsOptional()
  @IsSafeText({ max: 64 })
  readonly into?: string;

  @ApiProperty({ example: '校舍加固改造，学生分流到邻校。' })
  @IsSafeText({ max: 500 })
  readonly reason: string;
}
