import { randomUUID } from 'node:crypto';
import { tokenHash } from '#store/directory/token-hash.js';
import { Client } from '../harness/client.js';
import { World } from '../harness/world.js';
import { type Resource, type Target } from './access-matrix.js';
import { type HeldPost, MORE_ORGANISATIONS, POSTS, REPORTERS, TARGET_POSTS, TWOFOLD } from './access-people.js';

/** Somebody who is signed in. */
export interface Somebody {
  readonly name: string;
  readonly personId: string;
  readonly posts: readonly HeldPost[];
  readonly client: Client;
}

const SCHOOLS: readonly Resource[] = ['school', 'hazard', 'composite-case', 'delivery'];
const NAMED_BY_CODE: readonly Resource[] = ['organisation', 'school', 'office'];

/** A world in which every role is held, and in which every organisation has one of everything that a request can name. */
export class AccessWorld {
  private readonly parents = new Map<string, string | null>();
  private readonly found = new Map<string, Target>();
  private serial = 0;

  private constructor(
    readonly world: World,
    readonly people: readonly Somebody[],
  ) {}

  static async begin(): Promise<AccessWorld> {
    const world = await World.begin('2026-09-14T09:00:00+08:00');
    const targets = Object.entries(TARGET_POSTS).map(([code, role]) => [`target.${code}`, role, code] as const);
    const actors = POSTS.map(([role, code]) => [`${role}.${code}`, role, code] as const);
    const twofold = TWOFOLD.flatMap((posts, index) =>
      posts.map(({ role, code }) => [`twofold.${index + 1}`, role, code] as const),
    );
    const lines = [...actors, ...targets, ...twofold, ['former', 'principal', 'S1'] as const].map(
      ([username, role, code]) => `${username},${username},,,${role},${code}`,
    );
    await world.populate(
      MORE_ORGANISATIONS,
      ['username,name,phone,email,post,organisationCode', ...lines, ''].join('\n'),
    );
    await world.query(
      `update app.post set valid_from = app.now() - interval '2 days', valid_to = app.now() - interval '1 day'
       where person_id = (select id from app.person where username = 'former')`,
    );
    const people = await Promise.all([
      ...POSTS.map(([role, code]) => somebody(world, `${role}.${code}`, [{ role, code }])),
      somebody(world, 'admin', [{ role: 'administrator', code: 'ROOT' }]),
      ...TWOFOLD.map((posts, index) => somebody(world, `twofold.${index + 1}`, posts)),
      somebody(world, 'former', []),
    ]);
    // By then the third quarter's zero reports and roll-ups are owed.
    await world.until('2026-10-01T01:00:00+08:00');
    const access = new AccessWorld(world, people);
    await access.furnish();
    return access;
  }

  end(): Promise<void> {
    return this.world.end();
  }

  anonymous(): Client {
    return this.world.anonymous();
  }

  /** A second session of somebody. */
  again(person: Somebody): Promise<Somebody> {
    return somebody(this.world, person.name, person.posts);
  }

  /** True when `below` is the organisation `code` or stands below it. */
  isWithin(below: string, code: string): boolean {
    for (let at: string | null | undefined = below; at; at = this.parents.get(at)) if (at === code) return true;
    return false;
  }

  parentOf(code: string): string | null {
    return this.parents.get(code) ?? null;
  }

  /** Organisations at which there is such a resource, those nearest to the root first. */
  placesOf(resource: Resource): string[] {
    if (SCHOOLS.includes(resource)) return Object.keys(REPORTERS);
    if (resource === 'office') return Object.keys(TARGET_POSTS).filter((code) => /^[PCDZ]/.test(code));
    if (resource === 'rule-pack') return Object.keys(TARGET_POSTS).filter((code) => /^[PCD]/.test(code));
    if (resource === 'organisation') return [...this.parents.keys()];
    return Object.keys(TARGET_POSTS);
  }

  target(resource: Resource, code: string): Target {
    this.serial += 1;
    if (NAMED_BY_CODE.includes(resource)) return { code, id: code, serial: this.serial };
    const target = this.found.get(`${resource} ${code}`);
    if (!target) throw new Error(`nobody has put a ${resource} at ${code}`);
    return { ...target, serial: this.serial };
  }

  /** A resource that nobody else's request names. */
  async fresh(resource: Resource, code: string): Promise<Target> {
    const known = this.target(resource, code);
    const copied = { post: 'post', delegation: 'delegation', absence: 'absence' }[resource as string];
    if (!copied) throw new Error(`${resource}s are not used up`);
    const original = resource === 'absence' ? known.innerId : known.id;
    const id = randomUUID();
    // In periods of their own, because no two posts of a person and no two delegations of a post may overlap; posts in the
    // past, since the original of each goes on for ever.
    const period = (resource === 'post' ? -1 : 1) * (1 + known.serial);
    await this.world.query(
      `insert into app.${copied} select (jsonb_populate_record(t, jsonb_build_object('id', $1::text,
         'valid_from', t.valid_from + $3 * interval '40 days', 'valid_to', t.valid_from + $3 * interval '40 days' + interval '30 days'))).*
       from app.${copied} t where t.id = $2`,
      [id, original, period],
    );
    return resource === 'absence' ? { ...known, innerId: id } : { ...known, id };
  }

  unknown(resource: Resource): Target {
    const id = { delivery: '987654321', 'rule-pack': 'no-such-pack' }[resource as string] ?? randomUUID();
    return { code: 'NOWHERE', id, innerId: randomUUID(), serial: (this.serial += 1) };
  }

  /** An alert to this very person. */
  async alertTo({ personId }: Somebody): Promise<Target> {
    const id = randomUUID();
    await this.world.query(
      `insert into app.alert select (jsonb_populate_record(a, jsonb_build_object('id', $1::text, 'recipient_id', $2::text,
         'step_id', $1::text, 'acknowledged_at', null, 'acknowledged_by', null))).* from app.alert a order by id limit 1`,
      [id, personId],
    );
    return { code: '', id, serial: 0 };
  }

  /** Learns where every organisation stands, those that requests have made since included. */
  async survey(): Promise<void> {
    const rows = await this.world.query<{ code: string; parent: string | null }>(
      `select o.code, p.code as parent from app.organisation o left join app.organisation p on p.id = o.parent_id
       order by cardinality(o.path), o.code`,
    );
    for (const { code, parent } of rows) this.parents.set(code, parent);
  }

  private async furnish(): Promise<void> {
    const { world } = this;
    await this.survey();
    await this.reportHazards();
    await this.raiseCases();
    await this.draftPacks();
    const targets = await world.query<{ code: string; person: string; post: string }>(
      `select o.code, p.id as person, t.id as post from app.person p join app.post t on t.person_id = p.id
       join app.organisation o on o.id = t.organisation_id where p.username like 'target.%'`,
    );
    for (const { code, person, post } of targets) {
      this.put('person', code, person);
      this.put('post', code, post);
      this.put(
        'delegation',
        code,
        await this.insertPeriod('delegation', { post_id: post, to_person_id: person }, code),
      );
      this.put('absence', code, person, await this.insertPeriod('absence', { person_id: person }, code));
      this.put('duty-order', code, await this.insertOrder(code));
      const { id } = await this.alertTo({ personId: person } as Somebody);
      this.put('alert', code, id);
    }
  }

  private async insertOrder(code: string): Promise<string> {
    const [row] = await this.world.query<{ id: string }>(
      `insert into app.duty_order (id, duty_id, organisation_id, path, from_day, until_day, ordered_at)
       select $1, 'term-drill', o.id, o.path, '2031-03-01', '2031-03-02', app.now() from app.organisation o where o.code = $2
       returning id`,
      [randomUUID(), code],
    );
    return row?.id ?? '';
  }

  private async raiseCases(): Promise<void> {
    const cases = await this.world.query<{ id: string; code: string }>(
      `with raised as (
         insert into app.composite_case (id, organisation_id, path, place_key, site, combined_group, status, grade, rule_pack,
           counted, threshold, raised_at)
         select gen_random_uuid(), o.id, o.path, 'a', '主校区', 'fire', 'raised', 'suspected-major', 'national-2026.1', '[]', '{}', app.now()
         from app.organisation o where o.code = any ($1) returning id, organisation_id)
       select r.id, o.code from raised r join app.organisation o on o.id = r.organisation_id`,
      [Object.keys(REPORTERS)],
    );
    for (const { id, code } of cases) this.put('composite-case', code, id);
  }

  private async draftPacks(): Promise<void> {
    const drafts = await this.world.query<{ id: string; code: string }>(
      `with drafted as (
         insert into app.rule_pack (id, kind, level, organisation_id, definition, drafted_at, valid_from)
         select 'draft-' || lower(o.code), 'base', 'district', o.id, p.definition, app.now(), p.valid_from
         from app.rule_pack p, app.organisation o where p.id = 'national-2026.1' and o.code = any ($1) returning id, organisation_id)
       select d.id, o.code from drafted d join app.organisation o on o.id = d.organisation_id`,
      [this.placesOf('rule-pack')],
    );
    for (const { id, code } of drafts) this.put('rule-pack', code, id);
  }

  private async reportHazards(): Promise<void> {
    const { world } = this;
    for (const [code, province] of Object.entries(REPORTERS)) {
      const { client } = await somebody(world, `target.${province}`, []);
      const { id } = await client.ok<{ id: string }>('POST', '/v1/hazards', {
        organisationCode: code,
        place: { site: '主校区', building: '教学楼' },
        category: 'fire',
        description: '走廊灭火器压力不足，已过期三个月。',
        observations: ['FI-31'],
      });
      this.put('hazard', code, id);
    }
    await world.settled();
    const deliveries = await world.query<{ code: string; id: string }>(
      'select distinct on (o.code) o.code, d.id::text as id from app.delivery d join app.organisation o on o.id = d.organisation_id',
    );
    for (const { code, id } of deliveries) this.put('delivery', code, id);
  }

  private put(resource: Resource, code: string, id: string, innerId?: string): void {
    this.found.set(`${resource} ${code}`, { code, id, innerId, serial: 0 });
  }

  private async insertPeriod(table: string, fields: Record<string, string>, code: string): Promise<string> {
    const id = randomUUID();
    await this.world.query(
      `insert into app.${table} (id, organisation_id, path, valid_from, valid_to, reason, ${Object.keys(fields).join(', ')})
       select $1, o.id, '{}', app.now() + interval '40 days', app.now() + interval '50 days', '出差', ${Object.keys(
         fields,
       )
         .map((_, i) => `$${i + 3}`)
         .join(', ')}
       from app.organisation o where o.code = $2`,
      [id, code, ...Object.values(fields)],
    );
    return id;
  }
}

/** Signed in without the hash of a password, of which there would be dozens. */
async function somebody(world: World, name: string, posts: Somebody['posts']): Promise<Somebody> {
  const token = randomUUID() + randomUUID();
  const [row] = await world.query<{ id: string }>(
    `insert into app.session (token_hash, person_id, expires_at)
     select $1, id, clock_timestamp() + interval '1 hour' from app.person where username = $2 returning person_id as id`,
    [tokenHash(token), name],
  );
  if (!row) throw new Error(`nobody is called ${name}`);
  return { name, personId: row.id, posts, client: new Client(world.standalone.address, token) };
}
