import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import { IsSafeText } from '#platform/http/field-rules.js';

const TRUE_OR_FALSE = { message: 'must be true or false' };

/** 复查. */
export class VerificationDto {
  @ApiProperty({ example: true })
  @IsBoolean(TRUE_OR_FALSE)
  readonly passed: boolean;

  /** Must be given when it did not pass: what is still wrong; and for a major hazard: what the review on site found. */
  @ApiPropertyOptional({ example: '现场查看，疏散出口净宽符合要求。' })
  @IsOptional()
  @IsSafeText({ max: 2000 })
  readonly reason?: string;

  /** Close it in the same step; only a general hazard that passed. */
  @ApiPropertyOptional({ example: true })
  @IsOptional()
  @IsBoolean(TRUE_OR_FALSE)
  readonly close?: boolean;
}

/** 销号. */
export class ClosureDto {
  @ApiPropertyOptional({ example: '资料齐全，同意销号。' })
  @IsOptional()
  @IsSafeText({ max: 2000 })
  readonly note?: string;
}

/** 回头查. */
export class LookBackDto {
  /** false opens the hazard again. */
  @ApiProperty({ example: true })
  @IsBoolean(TRUE_OR_FALSE)
  readonly passed: boolean;

  /** What was found on the spot. */
  @ApiProperty({ example: '疏散出口畅通，未见反弹。' })
  @IsSafeText({ max: 2000 })
  readonly note: string;
}
