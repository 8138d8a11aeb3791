import 'reflect-metadata';
import { Global, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { RectificationModule } from '#apps/rectification/src/rectification.module.js';
import { dueDateFor } from '#hazards/deadlines/due-date-for.js';
import { permissionsOf } from '#hazards/directory/permissions.js';
import { type Role } from '#hazards/directory/role.js';
import { type ObligationKind } from '#hazards/escalation/obligation-kind.js';
import { scheduleSteps } from '#hazards/escalation/schedule-steps.js';
import { type Grade } from '#hazards/grading/grade.js';
import { type JsonObject } from '#hazards/lifecycle/hazard.js';
import { newId } from '#kernel/ids.js';
import { readEnvironment } from '#platform/config/environment.js';
import { roleUrl } from '#platform/database/database-roles.js';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { DeliveryLedger } from '#platform/delivery/delivery-ledger.js';
import { RelayWake } from '#platform/delivery/relay-wake.js';
import { type Actor, SessionVerifier } from '#platform/http/access.js';
import { createHttpApp, type HttpApp } from '#platform/http/create-http-app.js';
import { IdempotencyStore } from '#platform/http/idempotency.js';
import { createLogger } from '#platform/observability/logging.js';
import { DIRECTORY_ROWS } from '#store/directory/directory-rows.js';
import { HazardQueries } from '#store/hazards/hazard-queries.js';
import { HazardRepository } from '#store/hazards/hazard.repository.js';
import { ObligationRepository } from '#store/obligations/obligation.repository.js';
import { OrganisationPaths } from '#store/people/organisation-paths.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { ZONE } from '#store/policies/zone.js';
import { IdempotentRequests } from '#store/requests/idempotent-requests.js';
import { ask, testDatabase, type TestDatabase } from './database.js';

const PLACES = [
  ['D1', 'district-bureau', null],
  ['Z1', 'zone', 'D1'],
  ['S1', 'primary-school', 'Z1'],
  ['S2', 'primary-school', 'Z1'],
  ['CITY-WORKS', 'linked-department', 'D1'],
  ['G1', 'government-safety-office', 'D1'],
  ['D2', 'district-bureau', null],
  ['T1', 'primary-school', 'D2'],
  ['D2-WORKS', 'linked-department', 'D2'],
] as const;
type Place = (typeof PLACES)[number][0];

/** Who is in the stories; the token of each one is his name. */
const PEOPLE = {
  'logistics-head-of-s1': [['logistics-head', 'S1']],
  'vice-principal-of-s1': [['vice-principal', 'S1']],
  'principal-of-s1': [['principal', 'S1']],
  'reporter-of-s1': [['reporter', 'S1']],
  'principal-of-s2-reporting-for-s1': [
    ['principal', 'S2'],
    ['reporter', 'S1'],
  ],
  'principal-of-s2': [['principal', 'S2']],
  'zone-officer-of-z1': [['zone-officer', 'Z1']],
  'section-of-d1': [['safety-section', 'D1']],
  'deputy-of-d1': [['deputy-director', 'D1']],
  'section-of-d2': [['safety-section', 'D2']],
  'city-works-of-d1': [['linked-department', 'CITY-WORKS']],
  'safety-office-of-g1': [['government-safety-office', 'G1']],
  'zone-officer-and-head-of-s1': [
    ['logistics-head', 'S1'],
    ['zone-officer', 'Z1'],
  ],
} as const satisfies Record<string, readonly (readonly [Role, Place])[]>;
export type Who = keyof typeof PEOPLE;

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;

  readonly body: any;
}

export interface Given {
  readonly grade?: Grade | null;
  readonly status?: string;
  readonly owner?: Who;
  readonly priority?: string;
  /** How long ago the term began. */
  readonly since?: string;
}

/** The closed loop over HTTP on a database of its own, without the queues: what the other stages are told stays in the rows. */
export class RectificationService {
  private readonly organisations = new Map<Place, number>();
  private readonly people = new Map<Who, string>();

  private constructor(
    readonly database: TestDatabase,
    private readonly source: DataSource,
    readonly transactions: ApiTransactions,
    private readonly http: HttpApp,
  ) {}

  static async start(): Promise<RectificationService> {
    const database = await testDatabase();
    const url = roleUrl(database.url, 'tocsin_api');
    const source = await new DataSource({
      type: 'postgres',
      url,
      schema: 'app',
      entities: DIRECTORY_ROWS,
    }).initialize();
    const transactions = new ApiTransactions(source);
    const actors = new Map<string, Actor>();
    const http = await createHttpApp(moduleOn(transactions, url, actors), {
      environment: readEnvironment({ PORT: '0' }),
      logger: createLogger({ level: 'silent' }),
    });
    const service = new RectificationService(database, source, transactions, http);
    await service.populate(actors);
    await transactions.run(WHOLE_WORLD, (manager) => service.policies.seed(manager));
    return service;
  }

  async step(
    who: Who,
    id: string,
    path: string,
    payload: object,
    headers: object = { 'if-match': '*' },
  ): Promise<Answer> {
    const answer = await this.http.app.inject({
      method: 'POST',
      url: `/v1/hazards/${id}/${path}`,
      payload,
      headers: { authorization: `Bearer ${tokenOf(who)}`, ...headers },
    });
    return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
  }

  /** A hazard of S1 whose term runs, with its obligation, as the stages before this one leave it. */
  async hazard({
    grade = 'general',
    status = 'assigned',
    owner = 'logistics-head-of-s1',
    priority = 'P2',
    since = '2 days',
  }: Given = {}) {
    const id = newId();
    await this.ask(
      `insert into app.hazard (id, number, organisation_id, status, site, place_key, category, description, discovered_at,
         reported_at, grade, owner_id, owner_role, priority, term_start, due_version, history_seq, history_hash)
       values ($1::uuid, $1::text, $2, $3, '主校区', '主校区', 'fire', '疏散出口堆放杂物。', app.now(), app.now(), $4, $5, $6, $7,
         app.now() - $8::interval, 1, 0, decode(repeat('00', 32), 'hex'))`,
      [id, this.organisations.get('S1'), status, grade, this.idOf(owner), PEOPLE[owner][0][0], priority, since],
    );
    if (grade) await this.term(id, grade);
    return id;
  }

  private async term(id: string, grade: Grade): Promise<void> {
    await this.transactions.run(WHOLE_WORLD, async (manager) => {
      const calendar = await this.policies.currentCalendar(manager);
      const [row] = await manager.query<{ start: Date; now: Date; organisation: number }[]>(
        'select term_start as start, app.now() as now, organisation_id as organisation from app.hazard where id = $1',
        [id],
      );
      if (!row) throw new Error('the hazard was not stored');
      const due = dueDateFor(
        { grade, priority: 'P2', start: row.start, zone: ZONE },
        this.policies.deadlines,
        calendar,
      );
      await manager.query('update app.hazard set due_at = $2, deadline_explanation = $3 where id = $1', [
        id,
        due.dueAt,
        due,
      ]);
      const kind: ObligationKind = grade === 'major' ? 'rectify-major' : 'rectify';
      const policy = await this.policies.escalationFor(manager, kind);
      const term = { startAt: row.start, dueAt: due.dueAt };
      const schedule = scheduleSteps(policy, term, calendar, ZONE);
      const wanted = { kind, subjectId: id, organisationId: row.organisation, ...term, schedule };
      await new ObligationRepository().open(
        manager,
        [{ ...wanted, policyId: policy.id, policyVersion: policy.version }],
        row.now,
      );
    });
  }

  idOf(who: Who): string {
    return this.people.get(who) ?? '';
  }

  placeId(place: Place): number {
    return this.organisations.get(place) ?? 0;
  }

  async row(id: string): Promise<JsonObject> {
    const [row] = await this.ask('select * from app.hazard where id = $1', [id]);
    return row ?? {};
  }

  async obligation(id: string, kind: ObligationKind): Promise<JsonObject | undefined> {
    const [row] = await this.ask('select * from app.obligation where subject_id = $1 and kind = $2', [id, kind]);
    return row;
  }

  /** What the history says, in order. */
  async history(id: string): Promise<string[]> {
    const rows = await this.ask<{ type: string }>('select type from app.event where stream = $1 order by seq', [id]);
    return rows.map((row) => row.type);
  }

  /** What the other stages were told, in order. */
  async told(id: string): Promise<string[]> {
    const rows = await this.ask<{ route: string }>('select route from app.delivery where subject_id = $1 order by id', [
      id,
    ]);
    return rows.map((row) => row.route);
  }

  /** As the database's superuser, who sees everything. */
  ask<T = JsonObject>(sql: string, values: unknown[] = []): Promise<T[]> {
    return ask<T>(this.database.url, sql, values);
  }

  async stop(): Promise<void> {
    await this.http.close();
    await this.source.destroy();
    await this.database.stop();
  }

  private get policies(): PolicyLibrary {
    return this.http.app.get(PolicyLibrary, { strict: false });
  }

  private async populate(actors: Map<string, Actor>): Promise<void> {
    for (const [code, kind, parent] of PLACES) {
      const [row] = await this.ask<{ id: number }>(
        'insert into app.organisation (code, name, kind, parent_id) values ($1, $1, $2, $3) returning id',
        [code, kind, parent && this.placeId(parent)],
      );
      this.organisations.set(code, row?.id ?? 0);
    }
    for (const [who, posts] of Object.entries(PEOPLE) as [Who, readonly (readonly [Role, Place])[]][]) {
      const personId = newId();
      const held = posts.map(([role, place]) => ({ role, organisationId: this.placeId(place), code: place }));
      await this.ask('insert into app.person (id, username, name, organisation_id) values ($1, $2, $2, $3)', [
        personId,
        who,
        held[0]?.organisationId,
      ]);
      this.people.set(who, personId);
      actors.set(tokenOf(who), {
        personId,
        username: who,
        posts: held,
        permissions: new Set(posts.flatMap(([role]) => permissionsOf(role))),
        scope: held.map((post) => post.organisationId),
      });
    }
  }
}

const tokenOf = (who: Who): string => `token-of-${who}`;

function moduleOn(transactions: ApiTransactions, url: string, actors: ReadonlyMap<string, Actor>) {
  class KnownActors extends SessionVerifier {
    verify = (token: string): Promise<Actor | undefined> => Promise.resolve(actors.get(token));
  }
  const wake = new RelayWake(url, (task) => transactions.afterCommit(task));
  const providers = [
    { provide: ApiTransactions, useValue: transactions },
    { provide: DeliveryLedger, useValue: new DeliveryLedger(wake) },
    { provide: SessionVerifier, useClass: KnownActors },
    { provide: IdempotencyStore, useClass: IdempotentRequests },
    HazardRepository,
    HazardQueries,
    ObligationRepository,
    OrganisationPaths,
    PolicyLibrary,
  ];
  @Global()
  @Module({ providers, exports: providers.map((provider) => ('provide' in provider ? provider.provide : provider)) })
  class TestStoreModule {}

  @Module({ imports: [TestStoreModule, RectificationModule] })
  class TestModule {}
  return TestModule;
}
