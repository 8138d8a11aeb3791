import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { ApiTransactions } from '#platform/database/transactions.js';
import { PersonRow } from './person.row.js';
import { type Reach } from './reach.js';

/** A post that holds now or later. */
export interface PersonPost {
  readonly id: string;
  readonly role: string;
  readonly organisationCode: string;
  readonly from: Date;
  readonly to: Date | null;
}

export interface Person {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly organisationCode: string;
  readonly path: readonly number[];
  readonly disabled: boolean;
  readonly version: number;
  /** Those in organisations that the actor may see. */
  readonly posts: readonly PersonPost[];
}

export interface PersonFilter {
  readonly under?: number;
  /** Only user names after this one, in lower case. */
  readonly after?: string;
  readonly most: number;
}

export interface PersonChange {
  readonly name?: string;
  readonly phone?: string | null;
  readonly email?: string | null;
  readonly disabled?: boolean;
}

const PERSON = `
  select p.id, p.username, p.name, p.phone, p.email, o.code as "organisationCode", p.path,
    p.disabled_at is not null as disabled, p.version,
    coalesce((
      select json_agg(json_build_object('id', t.id, 'role', t.role, 'organisationCode', h.code, 'from', t.valid_from, 'to', t.valid_to)
                      order by t.valid_from, t.id)
      from app.post t join app.organisation h on h.id = t.organisation_id
      where t.person_id = p.id and (t.valid_to is null or t.valid_to > app.now())), '[]') as posts
  from app.person p join app.organisation o on o.id = p.organisation_id`;

/** People belong to one organisation, by which they are found; their posts may be elsewhere. */
@Injectable()
export class PersonRepository {
  constructor(private readonly transactions: ApiTransactions) {}

  /** In the order of their user names. */
  list(reach: Reach, { under, after, most }: PersonFilter): Promise<Person[]> {
    return this.transactions.run(reach.scope, async (manager) => {
      const rows = await manager.query<StoredPerson[]>(
        `${PERSON}
         where p.path && $1::int[] and ($3::text is null or lower(p.username) > $3)
           and ($2::int is null or p.path @> array[$2::int] or exists (
             select from app.post t where t.person_id = p.id and t.path @> array[$2::int]
               and (t.valid_to is null or t.valid_to > app.now())))
         order by lower(p.username) limit $4`,
        [reach.within, under ?? null, after ?? null, most],
      );
      return rows.map(personFrom);
    });
  }

  find(reach: Reach, id: string): Promise<Person | undefined> {
    return this.transactions.run(reach.scope, (manager) => byId(manager, reach, id));
  }

  /**
   * Locks the row, decides, stores; undefined for a person out of reach. `standsWithin` is false when the person also holds a post
   * elsewhere. Disabling ends the person's sessions.
   */
  update(
    reach: Reach,
    id: string,
    decide: (current: Person, standsWithin: boolean) => PersonChange,
  ): Promise<Person | undefined> {
    return this.transactions.run(reach.scope, async (manager) => {
      const rows = manager.getRepository(PersonRow);
      const locked = await rows.findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
      const current = locked && (await byId(manager, reach, id));
      if (!current) return undefined;
      const [{ within }] = await manager.query<[{ within: boolean }]>('select app.stands_within($1, $2) as within', [
        id,
        reach.within,
      ]);
      const { disabled, ...particulars } = decide(current, within);
      if (Object.keys(particulars).length > 0 || disabled !== undefined) {
        const disabledAt = disabled === undefined ? {} : { disabledAt: disabled ? () => 'clock_timestamp()' : null };
        await rows.update({ id }, { ...particulars, ...disabledAt, version: current.version + 1 });
      }
      if (disabled) await manager.query('select app.close_sessions_of($1, null)', [id]);
      return byId(manager, reach, id);
    });
  }
}

type StoredPerson = Omit<Person, 'posts'> & {
  readonly posts: readonly (Omit<PersonPost, 'from' | 'to'> & { readonly from: string; readonly to: string | null })[];
};

async function byId(manager: EntityManager, reach: Reach, id: string): Promise<Person | undefined> {
  const [row] = await manager.query<StoredPerson[]>(`${PERSON} where p.path && $1::int[] and p.id = $2`, [
    reach.within,
    id,
  ]);
  return row && personFrom(row);
}

const personFrom = (row: StoredPerson): Person => ({
  ...row,
  posts: row.posts.map((post) => ({
    ...post,
    from: new Date(post.from),
    to: post.to === null ? null : new Date(post.to),
  })),
});
