import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { newId } from '#kernel/ids.js';
import { type OrganisationKind } from '#hazards/directory/organisation-kind.js';
import { type Role } from '#hazards/directory/role.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { type Reach } from './reach.js';
import { violationOf } from './violation.js';

export interface HeldPostView {
  readonly id: string;
  readonly role: Role;
  readonly organisationCode: string;
  readonly personId: string;
  /** null when the person's own organisation lies outside what the actor may see. */
  readonly username: string | null;
  readonly name: string | null;
  readonly from: Date;
  readonly to: Date | null;
}

export interface Appointment {
  readonly organisationCode: string;
  readonly role: Role;
  readonly person: { readonly username: string } | { readonly personId: string };
  /** Now, when absent. */
  readonly from?: Date;
}

export type AppointmentAnswer =
  | { readonly kind: 'appointed'; readonly post: HeldPostView }
  | {
      readonly kind: 'refused';
      readonly reason: 'unknown-organisation' | 'unknown-person' | 'unfit-role' | 'held-already';
    };

const POST = `
  select t.id, t.role, o.code as "organisationCode", t.person_id as "personId", p.username, p.name,
    t.valid_from as "from", t.valid_to as "to"
  from app.post t join app.organisation o on o.id = t.organisation_id left join app.person p on p.id = t.person_id`;

@Injectable()
export class PostRepository {
  constructor(private readonly transactions: ApiTransactions) {}

  /** The posts of one organisation that hold now or later. */
  at(reach: Reach, organisationId: number): Promise<HeldPostView[]> {
    return this.transactions.run(reach.scope, (manager) =>
      manager.query<HeldPostView[]>(
        `${POST} where t.path && $1::int[] and t.organisation_id = $2 and (t.valid_to is null or t.valid_to > app.now())
         order by t.role, t.valid_from, t.id`,
        [reach.within, organisationId],
      ),
    );
  }

  find(reach: Reach, id: string): Promise<HeldPostView | undefined> {
    return this.transactions.run(reach.scope, (manager) => postBy(manager, reach, id));
  }

  /** `fits` says whether a role belongs to organisations of a kind. */
  async appoint(
    reach: Reach,
    appointment: Appointment,
    fits: (role: Role, kind: OrganisationKind) => boolean,
  ): Promise<AppointmentAnswer> {
    try {
      return await this.transactions.run(reach.scope, (manager) => appointIn(manager, reach, appointment, fits));
    } catch (error) {
      if (violationOf(error) === 'overlap') return { kind: 'refused', reason: 'held-already' };
      throw error;
    }
  }

  /** Ends a post now; one that has not begun never will. False when there is none within reach. */
  end(reach: Reach, id: string): Promise<boolean> {
    return this.transactions.run(reach.scope, async (manager) => {
      const ended = await manager.query<[unknown[], number]>(
        `update app.post set valid_to = greatest(valid_from, app.now())
         where id = $2 and path && $1::int[] and (valid_to is null or valid_to > app.now()) returning id`,
        [reach.within, id],
      );
      return ended[1] > 0 || (await postBy(manager, reach, id)) !== undefined;
    });
  }
}

async function postBy(manager: EntityManager, reach: Reach, id: string): Promise<HeldPostView | undefined> {
  const [found] = await manager.query<HeldPostView[]>(`${POST} where t.path && $1::int[] and t.id = $2`, [
    reach.within,
    id,
  ]);
  return found;
}

async function appointIn(
  manager: EntityManager,
  reach: Reach,
  { organisationCode, role, person, from }: Appointment,
  fits: (role: Role, kind: OrganisationKind) => boolean,
): Promise<AppointmentAnswer> {
  const [organisation] = await manager.query<{ id: number; kind: OrganisationKind }[]>(
    'select id, kind from app.organisation where code = $1 and path && $2::int[]',
    [organisationCode, reach.within],
  );
  if (!organisation) return { kind: 'refused', reason: 'unknown-organisation' };
  if (!fits(role, organisation.kind)) return { kind: 'refused', reason: 'unfit-role' };

  const [condition, value] =
    'username' in person ? ['lower(username) = lower($1)', person.username] : ['id = $1', person.personId];
  const [holder] = await manager.query<{ id: string }[]>(
    `select id from app.person where ${condition} and path && $2::int[]`,
    [value, reach.within],
  );
  if (!holder) return { kind: 'refused', reason: 'unknown-person' };

  const id = newId();
  await manager.query(
    `insert into app.post (id, organisation_id, path, role, person_id, valid_from)
     values ($1, $2, '{}', $3, $4, coalesce($5, app.now()))`,
    [id, organisation.id, role, holder.id, from ?? null],
  );
  const post = await postBy(manager, reach, id);
  if (!post) throw new Error(`post ${id} is gone within its own transaction`);
  return { kind: 'appointed', post };
}
