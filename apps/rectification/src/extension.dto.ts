import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import { IsIsoInstant, IsSafeText } from '#platform/http/field-rules.js';

/** 延期申请. */
export class ExtensionRequestDto {
  /** The first instant that would be too late: 00:00 of the day after the last day that is asked for. */
  @ApiProperty({ example: '2026-10-24T00:00:00+08:00' })
  @IsIsoInstant()
  readonly requestedDueAt: string;

  @ApiProperty({ example: '配件需厂家定制，预计 10 月 22 日到货。' })
  @IsSafeText({ max: 2000 })
  readonly reason: string;

  /** What keeps people safe until then. */
  @ApiPropertyOptional({ example: '该楼梯停用，专人值守。' })
  @IsOptional()
  @IsSafeText({ max: 2000 })
  readonly interimMeasures?: string;
}

/** 延期审批. */
export class ExtensionDecisionDto {
  @ApiProperty({ example: true })
  @IsBoolean({ message: 'must be true or false' })
  readonly granted: boolean;

  @ApiProperty({ example: '情况属实，同意延期，其间停用该楼梯。' })
  @IsSafeText({ max: 2000 })
  readonly reason: string;
}
