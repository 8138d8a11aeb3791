import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export const LINE_RESULTS = ['accepted', 'repeated', 'refused'] as const;

export class LedgerLineError {
  @ApiProperty({ example: '/lines/3/category' })
  readonly pointer?: string;

  @ApiProperty({ example: 'must be one of fire, building, food' })
  readonly message: string;
}

export class LedgerLineAnswer {
  @ApiProperty({ description: 'As a text editor counts; in a workbook the number of the row', example: 3 })
  readonly line: number;

  @ApiProperty({
    enum: LINE_RESULTS,
    description: 'repeated: this line was imported before, as the hazard that is named',
  })
  readonly result: (typeof LINE_RESULTS)[number];

  @ApiPropertyOptional({ description: 'The hazard', example: '0190a5b0-7c3e-7000-8000-000000000000' })
  readonly id?: string;

  @ApiPropertyOptional({ example: 'D1-S001-2026-0042' })
  readonly number?: string;

  @ApiPropertyOptional({ type: [LedgerLineError] })
  readonly errors?: readonly LedgerLineError[];
}

export class LedgerImported {
  @ApiProperty({ description: 'Lines of the file, the header not counted', example: 120 })
  readonly total: number;

  @ApiProperty({ example: 110 })
  readonly accepted: number;

  @ApiProperty({ example: 8 })
  readonly repeated: number;

  @ApiProperty({ example: 2 })
  readonly refused: number;

  @ApiPropertyOptional({
    description: 'Name of the sheet that was read: the first visible one of a workbook',
    example: '隐患台账',
  })
  readonly sheet?: string;

  @ApiProperty({ type: [LedgerLineAnswer], description: 'Every line, in the order of the file' })
  readonly lines: readonly LedgerLineAnswer[];
}
