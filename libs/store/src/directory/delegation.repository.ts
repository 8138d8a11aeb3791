import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { newId } from '#kernel/ids.js';
import { type Role } from '#hazards/directory/role.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { type Reach } from './reach.js';
import { violationOf } from './violation.js';

export interface DelegationView {
  readonly id: string;
  readonly postId: string;
  readonly toPersonId: string;
  readonly toUsername: string | null;
  readonly toName: string | null;
  readonly from: Date;
  readonly to: Date;
  readonly reason: string;
}

export interface NewDelegation {
  readonly postId: string;
  readonly toUsername: string;
  readonly from: Date;
  readonly to: Date;
  readonly reason: string;
}

/** The post that is to be delegated, as the rule about who may do so sees it. */
export interface DelegatedPost {
  readonly role: Role;
  readonly personId: string;
  readonly path: readonly number[];
}

export type DelegationRefusal =
  'unknown-post' | 'unknown-person' | 'holder-himself' | 'not-allowed' | 'delegated-already';
export type DelegationAnswer =
  | { readonly kind: 'delegated'; readonly delegation: DelegationView }
  | { readonly kind: 'refused'; readonly reason: DelegationRefusal };

const DELEGATION = `
  select d.id, d.post_id as "postId", d.to_person_id as "toPersonId", p.username as "toUsername", p.name as "toName",
    d.valid_from as "from", d.valid_to as "to", d.reason
  from app.delegation d left join app.person p on p.id = d.to_person_id`;

@Injectable()
export class DelegationRepository {
  constructor(private readonly transactions: ApiTransactions) {}

  /** Those that run now or later; undefined when the post is out of reach. */
  of(reach: Reach, postId: string): Promise<DelegationView[] | undefined> {
    return this.transactions.run(reach.scope, async (manager) => {
      if (!(await postIn(manager, reach, postId))) return undefined;
      return manager.query<DelegationView[]>(
        `${DELEGATION} where d.post_id = $1 and d.valid_to > app.now() order by d.valid_from`,
        [postId],
      );
    });
  }

  async delegate(
    reach: Reach,
    wanted: NewDelegation,
    allows: (post: DelegatedPost) => boolean,
  ): Promise<DelegationAnswer> {
    try {
      return await this.transactions.run(reach.scope, (manager) => delegateIn(manager, reach, wanted, allows));
    } catch (error) {
      if (violationOf(error) === 'overlap') return { kind: 'refused', reason: 'delegated-already' };
      throw error;
    }
  }

  /** Ends a delegation now. False when there is none within reach. */
  end(reach: Reach, id: string): Promise<boolean> {
    return this.transactions.run(reach.scope, async (manager) => {
      // One that has not begun keeps a millisecond of its time, since the row stays as a record and no period is empty.
      const ended = await manager.query<[unknown[], number]>(
        `update app.delegation set valid_to = least(valid_to, greatest(app.now(), valid_from + interval '1 millisecond'))
         where id = $2 and path && $1::int[] returning id`,
        [reach.within, id],
      );
      return ended[1] > 0;
    });
  }
}

async function postIn(
  manager: EntityManager,
  reach: Reach,
  id: string,
): Promise<(DelegatedPost & { organisationId: number }) | undefined> {
  const [post] = await manager.query<(DelegatedPost & { organisationId: number })[]>(
    `select role, person_id as "personId", path, organisation_id as "organisationId"
     from app.post where id = $1 and path && $2::int[] and (valid_to is null or valid_to > app.now())`,
    [id, reach.within],
  );
  return post;
}

async function delegateIn(
  manager: EntityManager,
  reach: Reach,
  { postId, toUsername, from, to, reason }: NewDelegation,
  allows: (post: DelegatedPost) => boolean,
): Promise<DelegationAnswer> {
  const post = await postIn(manager, reach, postId);
  if (!post) return { kind: 'refused', reason: 'unknown-post' };
  if (!allows(post)) return { kind: 'refused', reason: 'not-allowed' };
  const [person] = await manager.query<{ id: string }[]>(
    'select id from app.person where lower(username) = lower($1) and disabled_at is null',
    [toUsername],
  );
  if (!person) return { kind: 'refused', reason: 'unknown-person' };
  if (person.id === post.personId) return { kind: 'refused', reason: 'holder-himself' };
  const id = newId();
  await manager.query(
    `insert into app.delegation (id, post_id, organisation_id, path, to_person_id, valid_from, valid_to, reason)
     values ($1, $2, $3, '{}', $4, $5, $6, $7)`,
    [id, postId, post.organisationId, person.id, from, to, reason],
  );
  const [delegation] = await manager.query<DelegationView[]>(`${DELEGATION} where d.id = $1`, [id]);
  if (!delegation) throw new Error(`delegation ${id} is gone within its own transaction`);
  return { kind: 'delegated', delegation };
}
