import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type Cover, type Post } from '#hazards/directory/post-holder.js';
import { isSchoolKind } from '#hazards/directory/organisation-kind.js';
import { type Role } from '#hazards/directory/role.js';
import { type Tier } from '#hazards/escalation/escalation-policy.js';
import { type ChainPeople } from '#hazards/escalation/recipients-for.js';

export interface ChainOrganisation {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly boarding: boolean;
  readonly tier: Tier;
}

/** A school with everyone above it who may have to hear of it. */
export interface Chain extends ChainPeople {
  readonly school: ChainOrganisation;
  readonly line: readonly ChainOrganisation[];
}

interface OrganisationRow {
  id: number;
  code: string;
  name: string;
  kind: string;
  boarding: boolean;
  parent_id: number | null;
  path: number[];
}

interface PostRow {
  id: string;
  person_id: string;
  organisation_id: number;
  role: Role;
  valid_from: Date;
  valid_to: Date | null;
}

const TIER: Record<string, Tier> = {
  zone: 'zone',
  'district-bureau': 'district',
  'city-bureau': 'city',
  'province-department': 'province',
  'government-safety-office': 'government',
  'linked-department': 'department',
};

const asText = (row: PostRow): Post => ({
  id: row.id,
  personId: row.person_id,
  organisationId: String(row.organisation_id),
  role: row.role,
  from: row.valid_from,
  to: row.valid_to,
});

/** Who stands where, from schools up to the province, with substitutes and absences. A whole batch costs four queries. */
@Injectable()
export class ChainReader {
  /** The chains of schools, by id. Offices and departments directly below a chain's bureaus belong to it. */
  async chainsOf(manager: EntityManager, organisationIds: readonly number[]): Promise<Map<number, Chain>> {
    const organisations: OrganisationRow[] = await manager.query(
      `with above as (
         select distinct unnest(path) as id from app.organisation where id = any($1::int[])
       )
       select o.id, o.code, o.name, o.kind, o.boarding, o.parent_id, o.path from app.organisation o
       where o.id in (select id from above)
          or (o.kind in ('government-safety-office', 'linked-department') and o.parent_id in (select id from above))`,
      [[...new Set(organisationIds)]],
    );
    const ids = organisations.map((organisation) => organisation.id);
    const posts: PostRow[] = await manager.query(
      `select t.id, t.person_id, t.organisation_id, t.role, t.valid_from, t.valid_to
       from app.post t join app.person p on p.id = t.person_id and p.disabled_at is null
       where t.organisation_id = any($1::int[]) and (t.valid_to is null or t.valid_to > app.now())
       order by t.valid_from, t.id`,
      [ids],
    );
    const cover = await this.coverOf(manager, posts);
    const chains = new Map<number, Chain>();
    for (const id of new Set(organisationIds)) {
      const chain = chainOf(id, organisations, posts, cover);
      if (chain) chains.set(id, chain);
    }
    return chains;
  }

  private async coverOf(manager: EntityManager, posts: readonly PostRow[]): Promise<Cover> {
    const delegations: { post_id: string; to_person_id: string; valid_from: Date; valid_to: Date }[] =
      await manager.query(
        `select d.post_id, d.to_person_id, d.valid_from, d.valid_to
         from app.delegation d join app.person p on p.id = d.to_person_id and p.disabled_at is null
         where d.post_id = any($1::uuid[]) and d.valid_to > app.now()`,
        [posts.map((post) => post.id)],
      );
    const people = [...posts.map((post) => post.person_id), ...delegations.map((one) => one.to_person_id)];
    const absences: { person_id: string; valid_from: Date; valid_to: Date }[] = await manager.query(
      `select person_id, valid_from, valid_to from app.absence where person_id = any($1::uuid[]) and valid_to > app.now()`,
      [[...new Set(people)]],
    );
    return {
      delegations: delegations.map((one) => ({
        postId: one.post_id,
        toPersonId: one.to_person_id,
        from: one.valid_from,
        to: one.valid_to,
      })),
      absences: absences.map((one) => ({ personId: one.person_id, from: one.valid_from, to: one.valid_to })),
    };
  }
}

function chainOf(
  id: number,
  all: readonly OrganisationRow[],
  posts: readonly PostRow[],
  cover: Cover,
): Chain | undefined {
  const school = all.find((organisation) => organisation.id === id);
  if (!school) return undefined;
  const line = all
    .filter((one) => school.path.includes(one.id) || (one.parent_id !== null && isOffice(one) && school.path.includes(one.parent_id)))
    .flatMap((one) => {
      const tier = isSchoolKind(one.kind) ? 'school' : TIER[one.kind];
      return tier ? [{ id: one.id, code: one.code, name: one.name, kind: one.kind, boarding: one.boarding, tier }] : [];
    });
  const own = line.find((one) => one.id === id);
  if (!own) return undefined;
  const ids = new Set(line.map((one) => one.id));
  return {
    school: own,
    line,
    organisations: line.map((one) => ({ id: String(one.id), tier: one.tier })),
    posts: posts.filter((post) => ids.has(post.organisation_id)).map(asText),
    cover,
  };
}

const isOffice = (one: OrganisationRow): boolean =>
  one.kind === 'government-safety-office' || one.kind === 'linked-department';
