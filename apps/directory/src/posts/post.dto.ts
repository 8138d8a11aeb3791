import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { type Role, ROLE_IDS } from '#hazards/directory/role.js';
import { IsId, IsIsoInstant, IsSafeText } from '#platform/http/field-rules.js';
import { type DelegationView } from '#store/directory/delegation.repository.js';
import { type HeldPostView } from '#store/directory/post.repository.js';

/** Names the person by `username` or `personId`. */
export class NewPost {
  @IsOptional()
  @IsSafeText({ max: 64 })
  readonly username?: string;

  @IsOptional()
  @IsId()
  readonly personId?: string;

  @ApiProperty({ type: String, enum: ROLE_IDS, example: 'principal' })
  @IsIn(ROLE_IDS, { message: `must be one of ${ROLE_IDS.join(', ')}` })
  readonly role: Role;

  /** Now, when absent. */
  @IsOptional()
  @IsIsoInstant()
  readonly from?: string;
}

export class PostPerson {
  @ApiProperty({ format: 'uuid', example: '0190a5b0-7c3e-7000-8000-000000000000' })
  readonly id: string;

  @ApiProperty({ type: String, nullable: true, example: 's001.principal' })
  readonly username: string | null;

  @ApiProperty({ type: String, nullable: true, example: '陈秋实' })
  readonly name: string | null;
}

export class PostAnswer {
  @ApiProperty({ format: 'uuid', example: '0190a5b0-7c3e-7000-8000-000000000001' })
  readonly id: string;

  @ApiProperty({ enum: ROLE_IDS, example: 'principal' })
  readonly role: string;

  @ApiProperty({ example: 'S001' })
  readonly organisationCode: string;

  @ApiProperty()
  readonly person: PostPerson;

  @ApiProperty({ format: 'date-time', example: '2026-09-01T00:00:00.000Z' })
  readonly from: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  readonly to: string | null;

  static from(post: HeldPostView): PostAnswer {
    const { id, role, organisationCode, personId, username, name, from, to } = post;
    const person = { id: personId, username, name };
    return { id, role, organisationCode, person, from: from.toISOString(), to: to?.toISOString() ?? null };
  }
}

export class PostList {
  @ApiProperty({ type: [PostAnswer] })
  readonly items: readonly PostAnswer[];
}

export class NewDelegation {
  @IsSafeText({ max: 64 })
  readonly toUsername: string;

  @IsIsoInstant()
  readonly from: string;

  @IsIsoInstant()
  readonly to: string;

  @IsSafeText({ max: 500 })
  readonly reason: string;
}

export class DelegationAnswer {
  @ApiProperty({ format: 'uuid', example: '0190a5b0-7c3e-7000-8000-000000000002' })
  readonly id: string;

  @ApiProperty({ format: 'uuid', example: '0190a5b0-7c3e-7000-8000-000000000001' })
  readonly postId: string;

  @ApiProperty()
  readonly toPerson: PostPerson;

  @ApiProperty({ format: 'date-time', example: '2026-10-08T00:00:00.000Z' })
  readonly from: string;

  @ApiProperty({ format: 'date-time', example: '2026-10-15T00:00:00.000Z' })
  readonly to: string;

  @ApiProperty({ example: '外出培训' })
  readonly reason: string;

  static from(delegation: DelegationView): DelegationAnswer {
    const { id, postId, toPersonId, toUsername, toName, from, to, reason } = delegation;
    const toPerson = { id: toPersonId, username: toUsername, name: toName };
    return { id, postId, toPerson, from: from.toISOString(), to: to.toISOString(), reason };
  }
}

export class DelegationList {
  @ApiProperty({ type: [DelegationAnswer] })
  readonly items: readonly DelegationAnswer[];
}
