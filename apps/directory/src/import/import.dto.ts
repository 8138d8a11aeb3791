import { ApiProperty } from '@nestjs/swagger';

export class OrganisationsImported {
  @ApiProperty({ example: 165 })
  readonly created: number;

  @ApiProperty({ description: 'Name, kind, place or particulars are new', example: 2 })
  readonly updated: number;

  @ApiProperty({ example: 12 })
  readonly unchanged: number;

  @ApiProperty({ description: 'Lines of the file, the header not counted', example: 179 })
  readonly total: number;

  @ApiProperty({ description: 'Zones that lines named and that did not exist', example: 9 })
  readonly zonesCreated: number;
}

export class InitialCredentialAnswer {
  @ApiProperty({ example: 's001.principal' })
  readonly username: string;

  @ApiProperty({ example: 'mM2zv0Qk7bYw3Jp1RfXc9g' })
  readonly initialPassword: string;
}

export class PeopleImported {
  @ApiProperty({ description: 'New people', example: 640 })
  readonly created: number;

  @ApiProperty({ description: 'Posts given to people who were there already', example: 3 })
  readonly postsAdded: number;

  @ApiProperty({ description: 'Lines that say what was so already', example: 20 })
  readonly unchanged: number;

  @ApiProperty({ description: 'Lines of the file, the header not counted', example: 701 })
  readonly total: number;

  @ApiProperty({
    type: [InitialCredentialAnswer],
    description: 'Of new people without a password in the file; shown this once',
  })
  readonly credentials: InitialCredentialAnswer[];
}
