import { ApiProperty } from '@nestjs/swagger';
import { IsIsoInstant, IsSafeText } from '#platform/http/field-rules.js';

/** For how long somebody is away or stands in, and why. */
export class NewCover {
  @IsIsoInstant()
  readonly from: string;

  @IsIsoInstant()
  readonly to: string;

  @IsSafeText({ max: 500 })
  readonly reason: string;
}

export class CoverAnswer {
  @ApiProperty({ format: 'uuid', example: '0190a5b0-7c3e-7000-8000-000000000002' })
  readonly id: string;

  @ApiProperty({ format: 'date-time', example: '2026-10-08T00:00:00.000Z' })
  readonly from: string;

  @ApiProperty({ format: 'date-time', example: '2026-10-15T00:00:00.000Z' })
  readonly to: string;

  @ApiProperty({ example: '外出培训' })
  readonly reason: string;
}
