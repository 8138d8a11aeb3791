import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { PERMISSIONS } from '#hazards/directory/permissions.js';
import { ROLE_IDS } from '#hazards/directory/role.js';
import { PersonIdentity } from '../people/person-identity.dto.js';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './password-rules.js';

const PASSWORD_LENGTH = { message: `must be a text of at most ${LONGEST_PASSWORD} characters` };

export class NewPassword {
  @ApiProperty({ maxLength: LONGEST_PASSWORD, example: 'the lamp above the second gate' })
  @IsString(PASSWORD_LENGTH)
  @MaxLength(LONGEST_PASSWORD, PASSWORD_LENGTH)
  readonly currentPassword: string;

  @ApiProperty({
    minLength: SHORTEST_PASSWORD,
    maxLength: LONGEST_PASSWORD,
    description: 'Neither made of the user name nor a popular one',
    example: 'seven herons over the flooded field',
  })
  @IsString(PASSWORD_LENGTH)
  readonly newPassword: string;
}

export class MyPost {
  @ApiProperty({ enum: ROLE_IDS, example: 'principal' })
  readonly role: string;

  @ApiProperty({ example: 'S001' })
  readonly organisationCode: string;

  @ApiProperty({ example: '青槐区第一幼儿园' })
  readonly organisationName: string;

  @ApiProperty({ description: "Somebody else's post, which one stands in for", example: false })
  readonly delegated: boolean;
}

export class Me {
  @ApiProperty()
  readonly person: PersonIdentity;

  @ApiProperty({ type: [MyPost] })
  readonly posts: MyPost[];

  @ApiProperty({ enum: PERMISSIONS, isArray: true, example: ['hazard.report', 'hazard.read'] })
  readonly permissions: string[];

  @ApiProperty({ description: 'The password is still the one that the system made', example: false })
  readonly mustChangePassword: boolean;

  @ApiProperty({ description: 'The end of this session', format: 'date-time', example: '2026-10-01T20:30:00.000Z' })
  readonly expiresAt: string;
}
