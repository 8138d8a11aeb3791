import { ApiProperty } from '@nestjs/swagger';
import { ROLE_IDS } from '#hazards/directory/role.js';

/** A post and for how long it is held. */
export class PostTerm {
  @ApiProperty({ format: 'uuid', example: '0190a5b0-7c3e-7000-8000-000000000001' })
  readonly id: string;

  @ApiProperty({ enum: ROLE_IDS, example: 'principal' })
  readonly role: string;

  @ApiProperty({ example: 'S001' })
  readonly organisationCode: string;

  @ApiProperty({ format: 'date-time', example: '2026-09-01T00:00:00.000Z' })
  readonly from: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  readonly to: string | null;
}
