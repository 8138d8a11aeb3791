import 'reflect-metadata';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdvanceClock } from '#apps/escalation/src/advance-clock.js';
import { runStandalone, type Standalone } from '#apps/standalone/src/run-standalone.js';
import { readEnvironment } from '#platform/config/environment.js';
import { createLogger } from '#platform/observability/logging.js';
import { RehearsalClock } from '#store/clock/rehearsal-clock.js';
import { Client } from './client.js';
import { ask } from './database.js';

export const ADMIN_PASSWORD = 'correct-horse-battery-staple';

export const ORGANISATIONS = `code,name,kind,parentCode,zone
P1,江岳省教育厅,province-department,,
C1,云渡市教育局,city-bureau,P1,
D1,青槐区教育局,district-bureau,C1,
D2,白桐区教育局,district-bureau,C1,
G1,青槐区政府安委办,government-safety-office,D1,
Z1,东片区,zone,D1,
Z2,西片区,zone,D1,
S1,青槐区第一小学,primary-school,D1,Z1
S2,青槐区第二小学,primary-school,D1,Z1
S3,青槐区第三中学,junior-school,D1,Z2
T1,白桐区实验小学,primary-school,D2,实验片区
`;

export const PEOPLE = `username,name,phone,email,post,organisationCode
s1-principal,张明,13900000001,s1-principal@s1.example,principal,S1
s1-vice,王芳,13900000002,s1-vice@s1.example,vice-principal,S1
s1-safety,李强,13900000003,s1-safety@s1.example,safety-officer,S1
s1-logistics,赵军,13900000004,s1-logistics@s1.example,logistics-head,S1
s2-principal,陈静,13900000005,s2-principal@s2.example,principal,S2
s2-logistics,孙浩,13900000006,s2-logistics@s2.example,logistics-head,S2
s2-safety,朱红,13900000016,s2-safety@s2.example,safety-officer,S2
s3-principal,周莉,13900000007,s3-principal@s3.example,principal,S3
s3-safety,吴斌,13900000017,s3-safety@s3.example,safety-officer,S3
zone-east,钱伟,13900000008,zone-east@d1.example,zone-officer,Z1
zone-west,冯雪,13900000018,zone-west@d1.example,zone-officer,Z2
section,郑洁,13900000009,section@d1.example,safety-section,D1
section-chief,何平,13900000010,section-chief@d1.example,safety-section-chief,D1
deputy-director,林涛,13900000011,deputy-director@d1.example,deputy-director,D1
director,高翔,13900000012,director@d1.example,director,D1
government,马骏,13900000013,government@g1.example,government-safety-office,G1
city,罗敏,13900000014,city@c1.example,city-bureau,C1
province,梁超,13900000015,province@p1.example,province-department,P1
auditor,谢娜,13900000019,auditor@d1.example,auditor,D1
t1-principal,韩冰,13900000020,t1-principal@t1.example,principal,T1
d2-section,唐亮,13900000021,d2-section@d2.example,safety-section,D2
`;

export interface ReceivedAlert {
  readonly to: string;
  readonly step: string;
  readonly kind: string;
  readonly title: string;
  readonly body: string;
  readonly at: Date;
}

/** A whole Tocsin with a small district, real database and queues, and time that moves when told. */
export class World {
  private readonly passwords = new Map<string, string>([['admin', ADMIN_PASSWORD]]);
  private readonly clients = new Map<string, Client>();

  private constructor(
    readonly standalone: Standalone,
    readonly directory: string,
  ) {}

  /** `env` adds to the settings; `at` is the moment at which the story begins. */
  static async begin(at: string, env: Record<string, string> = {}): Promise<World> {
    const directory = mkdtempSync(join(tmpdir(), 'tocsin-world-'));
    const environment = readEnvironment({
      PORT: '0',
      DATA_DIR: directory,
      CLOCK: 'simulated',
      ADMIN_PASSWORD,
      LOG_LEVEL: 'silent',
      ...env,
    });
    const standalone = await runStandalone(environment, createLogger({ level: environment.LOG_LEVEL }), {
      isThrowaway: true,
    });
    const world = new World(standalone, directory);
    try {
      // Rehearsal time only runs forward, so a story set in the past begins by moving the offset itself.
      await ask(standalone.databaseUrl, `update app.rehearsal_clock set ahead = $1::timestamptz - clock_timestamp()`, [
        at,
      ]);
      await world.populate(ORGANISATIONS, PEOPLE);
      return world;
    } catch (error) {
      await world.end();
      throw error;
    }
  }

  async populate(organisations: string, people: string): Promise<void> {
    const admin = await this.as('admin');
    await admin.ok('POST', '/v1/organisations/import', organisations);
    const made = await admin.ok<{ credentials: { username: string; initialPassword: string }[] }>(
      'POST',
      '/v1/people/import',
      people,
    );
    for (const { username, initialPassword } of made.credentials) this.passwords.set(username, initialPassword);
  }

  /** The client of a person, signed in. */
  async as(username: string): Promise<Client> {
    const known = this.clients.get(username);
    if (known) return known;
    const base = this.standalone.address;
    const { token } = await new Client(base).ok<{ token: string }>('POST', '/v1/sessions', {
      username,
      password: this.passwords.get(username),
    });
    const client = new Client(base, token);
    this.clients.set(username, client);
    return client;
  }

  anonymous(): Client {
    return new Client(this.standalone.address);
  }

  /** Lives through a span of time, such as 'P8D'. */
  async fastForward(advance: string): Promise<void> {
    await (await this.as('admin')).ok('POST', '/v1/clock', { advance });
  }

  /** Lives up to a moment. */
  async until(moment: string): Promise<void> {
    const now = await this.standalone.http.app.get(RehearsalClock, { strict: false }).now();
    const seconds = Math.ceil((Date.parse(moment) - now.getTime()) / 1_000);
    if (seconds > 0) await this.fastForward(`P${Math.floor(seconds / 86_400)}DT${seconds % 86_400}S`);
  }

  /** Waits until every stage has done what is due now. */
  async settled(): Promise<void> {
    await this.standalone.http.app.get(AdvanceClock, { strict: false }).settle();
  }

  /** Every alert so far in the order of its raising. */
  alerts(): Promise<ReceivedAlert[]> {
    return this.query<ReceivedAlert>(
      `select p.username as to, a.step_id as step, o.kind, a.title, a.body, a.raised_at as at
       from app.alert a join app.person p on p.id = a.recipient_id join app.obligation o on o.id = a.obligation_id
       order by a.raised_at, p.username, a.step_id`,
    );
  }

  /** Letters in the outbox as a mail program shows them: headers as they stand, texts decoded. */
  letters(): string[] {
    const outbox = join(this.directory, 'outbox');
    return readdirSync(outbox)
      .filter((name) => name.endsWith('.eml'))
      .map((name) => decoded(readFileSync(join(outbox, name), 'utf8')));
  }

  query<T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> {
    return ask<T>(this.standalone.databaseUrl, sql, values);
  }

  async end(): Promise<void> {
    await this.standalone.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

const decoded = (letter: string): string =>
  letter.replaceAll(
    /(?<=Content-Transfer-Encoding: base64\r\n\r\n)[\w+/=\r\n]+/g,
    (body) => `${Buffer.from(body, 'base64').toString()}\r\n`,
  );
