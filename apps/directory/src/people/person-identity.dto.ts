import { ApiProperty } from '@nestjs/swagger';

/** Who somebody is. */
export class PersonIdentity {
  @ApiProperty({ format: 'uuid', example: '0190a5b0-7c3e-7000-8000-000000000000' })
  readonly id: string;

  @ApiProperty({ example: 's001.principal' })
  readonly username: string;

  @ApiProperty({ example: '陈秋实' })
  readonly name: string;
}
