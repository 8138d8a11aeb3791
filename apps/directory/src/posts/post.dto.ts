import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { type Role, ROLE_IDS } from '#hazards/directory/role.js';
import { IsId, IsIsoInstant, IsSafeText } from '#platform/http/field-rules.js';
import { type DelegationView } from '#store/directory/delegation.repository.js';
import { type HeldPostView } from '#store/directory/post.repository.js';
import { CoverAnswer, NewCover } from '../access/cover.dto.js';
import { PostTerm } from './post-term.dto.js';

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

export class PostAnswer extends PostTerm {
  @ApiProperty()
  readonly person: PostPerson;

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

export class NewDelegation extends NewCover {
  @IsSafeText({ max: 64 })
  readonly toUsername: string;
}

export class DelegationAnswer extends CoverAnswer {
  @ApiProperty({ format: 'uuid', example: '0190a5b0-7c3e-7000-8000-000000000001' })
  readonly postId: string;

  @ApiProperty()
  readonly toPerson: PostPerson;

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
