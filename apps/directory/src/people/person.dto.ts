import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional, Matches, ValidateIf } from 'class-validator';
import { ROLE_IDS } from '#hazards/directory/role.js';
import { IsIsoInstant, IsSafeText } from '#platform/http/field-rules.js';
import { PageQuery } from '#platform/http/pages.js';
import { type AbsenceView } from '#store/directory/absence.repository.js';
import { type Person } from '#store/directory/person.repository.js';
import { EMAIL, PHONE } from '../import/people-lines.js';

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

export class PersonPostAnswer {
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

export class PersonAnswer {
  @ApiProperty({ format: 'uuid', example: '0190a5b0-7c3e-7000-8000-000000000000' })
  readonly id: string;

  @ApiProperty({ example: 's001.principal' })
  readonly username: string;

  @ApiProperty({ example: '陈秋实' })
  readonly name: string;

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

  @ApiProperty({ type: [PersonPostAnswer], description: 'Posts that hold now or later' })
  readonly posts: readonly PersonPostAnswer[];

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

export class NewAbsence {
  @IsIsoInstant()
  readonly from: string;

  @IsIsoInstant()
  readonly to: string;

  @IsSafeText({ max: 500 })
  readonly reason: string;
}

export class AbsenceAnswer {
  @ApiProperty({ format: 'uuid', example: '0190a5b0-7c3e-7000-8000-000000000003' })
  readonly id: string;

  @ApiProperty({ format: 'uuid', example: '0190a5b0-7c3e-7000-8000-000000000000' })
  readonly personId: string;

  @ApiProperty({ format: 'date-time', example: '2026-10-08T00:00:00.000Z' })
  readonly from: string;

  @ApiProperty({ format: 'date-time', example: '2026-10-15T00:00:00.000Z' })
  readonly to: string;

  @ApiProperty({ example: '病假' })
  readonly reason: string;

  static from({ id, personId, from, to, reason }: AbsenceView): AbsenceAnswer {
    return { id, personId, from: from.toISOString(), to: to.toISOString(), reason };
  }
}

export class AbsenceList {
  @ApiProperty({ type: [AbsenceAnswer] })
  readonly items: readonly AbsenceAnswer[];
}
