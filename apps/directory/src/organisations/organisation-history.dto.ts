import { ApiProperty } from '@nestjs/swagger';
import { type OrganisationEvent } from '#store/directory/organisation-history.js';
import { isoAt } from '#store/hazards/iso-at.js';

export class OrganisationHistoryEntry {
  @ApiProperty({ description: 'Its place in the chain, from 1', example: 7 })
  readonly seq: number;

  @ApiProperty({
    description:
      'organisation.created, organisation.changed, post.given, post.ended, delegation.given, delegation.ended, absence.recorded or absence.ended',
    example: 'post.given',
  })
  readonly type: string;

  @ApiProperty({ format: 'date-time', example: '2026-09-01T08:30:00.000+08:00' })
  readonly at: string;

  @ApiProperty({ description: 'Who did it', example: 'person:0190a5b0-7c3e-7000-8000-000000000001' })
  readonly actor: string;

  @ApiProperty({ type: String, nullable: true, example: '郑洁' })
  readonly actorName: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Whom it is about', example: '张明' })
  readonly personName: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'What was done, as it stands in the chain; of a change each field as it was and as it is',
    example: {
      postId: '0190a5b0-7c3e-7000-8000-000000000003',
      role: 'principal',
      personId: '0190a5b0-7c3e-7000-8000-000000000002',
      from: '2026-09-01T00:00:00+08:00',
      to: null,
    },
  })
  readonly data: Readonly<Record<string, unknown>>;

  @ApiProperty({
    description: 'SHA-256 in the chain',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })
  readonly hash: string;

  static from({
    seq,
    type,
    at,
    actor,
    actorName,
    personName,
    data,
    hash,
  }: OrganisationEvent): OrganisationHistoryEntry {
    return { seq, type, at: isoAt(at), actor, actorName, personName, data, hash };
  }
}

export class OrganisationHistoryPage {
  @ApiProperty({ type: [OrganisationHistoryEntry] })
  readonly items: readonly OrganisationHistoryEntry[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page', example: null })
  readonly next: string | null;
}
