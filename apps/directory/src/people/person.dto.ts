import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional, Matches, ValidateIf } from 'class-validator';
import { IsSafeText } from '#platform/http/field-rules.js';
import { PageQuery } from '#platform/http/pages.js';
import { type AbsenceView } from '#store/directory/absence.repository.js';
import { type Person } from '#store/directory/person.repository.js';
import { CoverAnswer, NewCover } from '../access/cover.dto.js';
import { EMAIL, PHONE } from '../import/people-lines.js';
import { PostTerm } from '../posts/post-term.dto.js';
import { PersonIdentity } from './person-identity.dto.js';

export class PersonQuery extends PageQuery {
  /** Code of the organisation at whose people, and those of everything below it, the list looks. */
  @IsOptional()
  @IsSafeText({ max: 64 })
  readonly under?: string;
}

export class PersonPatch {
  @IsOptional()
  @IsSafeText({ max: 60 })
  readonly name?: string;

  @ApiProperty({ type: String, nullable: true, required: false, pattern: PHONE.source, example: '13800000000' })
  @ValidateIf(({ phone }: PersonPatch) => phone !== null && phone !== undefined)
  @Matches(PHONE, { message: 'must be a telephone number of 5 to 20 digits, or null' })
  readonly phone?: string | null;

  @ApiProperty({ type: String, nullable: true, required: false, format: 'email', example: 'chen@s001.example' })
  @ValidateIf(({ email }: PersonPatch) => email !== null && email !== undefined)
  @Matches(EMAIL, { message: 'must be a mail address, or null' })
  readonly email?: string | null;

  /** True ends all sessions, and there will be no new one. */
  @IsOptional()
  @IsBoolean()
  readonly disabled?: boolean;
}

export class PersonAnswer extends PersonIdentity {
  @ApiProperty({
    type: String,
    nullable: true,
    required: false,
    description: 'Only for those who administer people',
    example: '13800000000',
  })
  readonly phone?: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    required: false,
    description: 'Only for those who administer people',
    example: 'chen@s001.example',
  })
  readonly email?: string | null;

  @ApiProperty({ example: 'S001' })
  readonly organisationCode: string;

  @ApiProperty({ example: false })
  readonly disabled: boolean;

  @ApiProperty({ type: [PostTerm], description: 'Posts that hold now or later' })
  readonly posts: readonly PostTerm[];

  @ApiProperty({ example: 1 })
  readonly version: number;

  static from(person: Person, showsContact: boolean): PersonAnswer {
    const { id, username, name, phone, email, organisationCode, disabled, posts, version } = person;
    return {
      id,
      username,
      name,
      ...(showsContact && { phone, email }),
      organisationCode,
      disabled,
      posts: posts.map(({ from, to, ...post }) => ({
        ...post,
        from: from.toISOString(),
        to: to?.toISOString() ?? null,
      })),
      version,
    };
  }
}

export class PersonPage {
  @ApiProperty({ type: [PersonAnswer] })
  readonly items: readonly PersonAnswer[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page', example: null })
  readonly next: string | null;
}

export class NewAbsence extends NewCover {}

export class AbsenceAnswer extends CoverAnswer {
  @ApiProperty({ format: 'uuid', example: '0190a5b0-7c3e-7000-8000-000000000000' })
  readonly personId: string;

  static from({ id, personId, from, to, reason }: AbsenceView): AbsenceAnswer {
    return { id, personId, from: from.toISOString(), to: to.toISOString(), reason };
  }
}

export class AbsenceList {
  @ApiProperty({ type: [AbsenceAnswer] })
  readonly items: readonly AbsenceAnswer[];
}
