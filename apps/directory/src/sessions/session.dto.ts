import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { IsSafeText } from '#platform/http/field-rules.js';
import { LONGEST_PASSWORD } from './password-rules.js';

export class NewSession {
  @IsSafeText({ max: 64 })
  readonly username: string;

  @IsString({ message: `must be a text of 1 to ${LONGEST_PASSWORD} characters` })
  @MaxLength(LONGEST_PASSWORD, { message: `must be a text of 1 to ${LONGEST_PASSWORD} characters` })
  readonly password: string;
}

export class OpenedSession {
  @ApiProperty({
    description: 'Send it as "Authorization: Bearer …"',
    example: 'q2N1ZJmG3c8m7cXyJfR0bKzHn5Yt1wUe4aVdPsLxO6E',
  })
  readonly token: string;

  @ApiProperty({
    format: 'date-time',
    description: 'When it ends at the latest; sooner when it is left unused or signed out',
    example: '2026-10-31T08:30:00.000Z',
  })
  readonly expiresAt: string;
}
