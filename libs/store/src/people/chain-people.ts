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

/** As JSON tells it: moments are text. */
interface Standing {
  organisations: OrganisationRow[];
  posts: {
    id: string;
    person_id: string;
    organisation_id: number;
    role: Role;
    valid_from: string;
    valid_to: string | null;
  }[];
  delegations: { post_id: string; to_person_id: string; valid_from: string; valid_to: string }[];
  absences: { person_id: string; valid_from: string; valid_to: string }[];
}

const TIER: Record<string, Tier> = {
  zone: 'zone',
  'district-bureau': 'district',
  'city-bureau': 'city',
  'province-department': 'province',
  'government-safety-office': 'government',
  'linked-department': 'department',
};

const postOf = (row: Standing['posts'][number]): Post => ({
  id: row.id,
  personId: row.person_id,
  organisationId: String(row.organisation_id),
  role: row.role,
  from: new Date(row.valid_from),
  to: row.valid_to === null ? null : new Date(row.valid_to),
});

const STANDING = `
  with above as (
    select distinct unnest(path) as id from app.organisation where id = any($1::int[])
  ), line as materialized (
    select o.id, o.code, o.name, o.kind, o.boarding, o.parent_id, o.path from app.organisation o
    where o.id in (select id from above)
       or (o.kind in ('government-safety-office', 'linked-department') and o.parent_id in (select id from above))
  ), held as materialized (
    select t.id, t.person_id, t.organisation_id, t.role, t.valid_from, t.valid_to
    from app.post t join app.person p on p.id = t.person_id and p.disabled_at is null
    where t.organisation_id = any(array(select id from line)) and (t.valid_to is null or t.valid_to > app.now())
  ), delegated as materialized (
    select d.post_id, d.to_person_id, d.valid_from, d.valid_to
    from app.delegation d join app.person p on p.id = d.to_person_id and p.disabled_at is null
    where d.post_id = any(array(select id from held)) and d.valid_to > app.now()
  ), away as (
    select person_id, valid_from, valid_to from app.absence
    where person_id = any(array(select person_id from held union select to_person_id from delegated)) and valid_to > app.now()
  )
  select (select coalesce(json_agg(line), '[]') from line) as organisations,
    (select coalesce(json_agg(held order by valid_from, id), '[]') from held) as posts,
    (select coalesce(json_agg(delegated), '[]') from delegated) as delegations,
    (select coalesce(json_agg(away), '[]') from away) as absences`;

/** Who stands where, from schools up to the province, with substitutes and absences. One round trip for a whole batch. */
@Injectable()
export class ChainReader {
  /** The chains of schools, by id. Offices and departments directly below a chain's bureaus belong to it. */
  async chainsOf(manager: EntityManager, organisationIds: readonly number[]): Promise<Map<number, Chain>> {
    const ids = [...new Set(organisationIds)];
    const [standing]: Standing[] = await manager.query(STANDING, [ids]);
    const chains = new Map<number, Chain>();
    if (!standing) return chains;
    const posts = standing.posts.map(postOf);
    const cover = coverOf(standing);
    for (const id of ids) {
      const chain = chainOf(id, standing.organisations, posts, cover);
      if (chain) chains.set(id, chain);
    }
    return chains;
  }
}

const coverOf = ({ delegations, absences }: Standing): Cover => ({
  delegations: delegations.map((one) => ({
    postId: one.post_id,
    toPersonId: one.to_person_id,
    from: new Date(one.valid_from),
    to: new Date(one.valid_to),
  })),
  absences: absences.map((one) => ({
    personId: one.person_id,
    from: new Date(one.valid_from),
    to: new Date(one.valid_to),
  })),
});

function chainOf(id: number, all: readonly OrganisationRow[], posts: readonly Post[], cover: Cover): Chain | undefined {
  const school = all.find((organisation) => organisation.id === id);
  if (!school) return undefined;
  const line = all
    .filter(
      (one) =>
        school.path.includes(one.id) ||
        (one.parent_id !== null && isOffice(one) && school.path.includes(one.parent_id)),
    )
    .flatMap((one) => {
      const tier = isSchoolKind(one.kind) ? 'school' : TIER[one.kind];
      return tier ? [{ id: one.id, code: one.code, name: one.name, kind: one.kind, boarding: one.boarding, tier }] : [];
    });
  const own = line.find((one) => one.id === id);
  if (!own) return undefined;
  const ids = new Set(line.map((one) => String(one.id)));
  return {
    school: own,
    line,
    organisations: line.map((one) => ({ id: String(one.id), tier: one.tier })),
    posts: posts.filter((post) => ids.has(post.organisationId)),
    cover,
  };
}

const isOffice = (one: OrganisationRow): boolean =>
  one.kind === 'government-safety-office' || one.kind === 'linked-department';
