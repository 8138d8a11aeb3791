import 'reflect-metadata';
import { Global, Module } from '@nestjs/common';
import { type InjectOptions } from 'fastify';
import { DataSource } from 'typeorm';
import { DirectoryModule } from '#apps/directory/src/directory.module.js';
import { EnsureAdministrator } from '#apps/directory/src/sessions/ensure-administrator.js';
import { readEnvironment } from '#platform/config/environment.js';
import { roleUrl } from '#platform/database/database-roles.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { SessionVerifier } from '#platform/http/access.js';
import { createHttpApp, type HttpApp } from '#platform/http/create-http-app.js';
import { IdempotencyStore } from '#platform/http/idempotency.js';
import { RateLimiter } from '#platform/http/rate-limit.js';
import { createLogger } from '#platform/observability/logging.js';
import { DIRECTORY_ROWS } from '#store/directory/directory-rows.js';
import { SessionRepository } from '#store/directory/session.repository.js';
import { StoredSessionVerifier } from '#store/directory/session-verifier.js';
import { IdempotentRequests } from '#store/requests/idempotent-requests.js';
import { ask, testDatabase, type TestDatabase } from './database.js';

export const ADMIN_PASSWORD = 'forty lanterns on the canal';

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;

  readonly body: any;
}

/** What one signed-in person can send. */
export class Caller {
  constructor(
    private readonly service: HttpApp,
    readonly token?: string,
  ) {}

  get = (url: string): Promise<Answer> => this.send({ method: 'GET', url });
  post = (url: string, payload?: object, headers = {}): Promise<Answer> =>
    this.send({ method: 'POST', url, payload, headers });
  put = (url: string, payload: object): Promise<Answer> => this.send({ method: 'PUT', url, payload });
  patch = (url: string, payload: object, etag?: string): Promise<Answer> =>
    this.send({ method: 'PATCH', url, payload, headers: etag === undefined ? {} : { 'if-match': etag } });
  delete = (url: string): Promise<Answer> => this.send({ method: 'DELETE', url });
  csv = (url: string, payload: string | Buffer): Promise<Answer> =>
    this.send({ method: 'POST', url, payload, headers: { 'content-type': 'text/csv' } });

  async send(options: InjectOptions): Promise<Answer> {
    const authorization = this.token === undefined ? {} : { authorization: `Bearer ${this.token}` };
    const answer = await this.service.app.inject({ ...options, headers: { ...authorization, ...options.headers } });
    return { status: answer.statusCode, headers: answer.headers, body: answer.body === '' ? undefined : answer.json() };
  }
}

/** The directory as a service of its own on a fresh database, with an administrator at the root. */
export class DirectoryService {
  private constructor(
    readonly database: TestDatabase,
    private readonly source: DataSource,
    readonly http: HttpApp,
    private readonly moment: { milliseconds: number },
  ) {}

  static async start(): Promise<DirectoryService> {
    const database = await testDatabase();
    const url = roleUrl(database.url, 'tocsin_api');
    const source = await new DataSource({
      type: 'postgres',
      url,
      schema: 'app',
      entities: DIRECTORY_ROWS,
    }).initialize();
    const moment = { milliseconds: 0 };
    const http = await createHttpApp(moduleOn(new ApiTransactions(source)), {
      environment: readEnvironment({ PORT: '0' }),
      logger: createLogger({ level: 'silent' }),
      limiter: new RateLimiter(() => moment.milliseconds),
    });
    await http.app.get(EnsureAdministrator, { strict: false }).run(ADMIN_PASSWORD);
    return new DirectoryService(database, source, http, moment);
  }

  readonly anonymous = (): Caller => new Caller(this.http);

  async signIn(username: string, password: string, remoteAddress = '10.0.0.1'): Promise<Caller> {
    const answer = await this.trySignIn(username, password, remoteAddress);
    if (answer.status !== 201)
      throw new Error(`${username} cannot sign in: ${answer.status} ${JSON.stringify(answer.body)}`);
    return new Caller(this.http, answer.body.token as string);
  }

  trySignIn(username: string, password: string, remoteAddress = '10.0.0.1'): Promise<Answer> {
    return this.anonymous().send({
      method: 'POST',
      url: '/v1/sessions',
      payload: { username, password },
      remoteAddress,
    });
  }

  administrator = (): Promise<Caller> => this.signIn('admin', ADMIN_PASSWORD);

  /** Moves the clock of the limiter. */
  wait(milliseconds: number): void {
    this.moment.milliseconds += milliseconds;
  }

  /** Moves app.now() to this much after the real time. */
  async fastForward(interval: string): Promise<void> {
    await this.ask('update app.rehearsal_clock set ahead = $1::interval', [interval]);
  }

  /** As the database's superuser, who sees everything. */
  ask<T = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> {
    return ask<T>(this.database.url, sql, values);
  }

  async stop(): Promise<void> {
    await this.http.close();
    await this.source.destroy();
    await this.database.stop();
  }
}

function moduleOn(transactions: ApiTransactions) {
  const providers = [
    { provide: ApiTransactions, useValue: transactions },
    { provide: SessionVerifier, useClass: StoredSessionVerifier },
    { provide: IdempotencyStore, useClass: IdempotentRequests },
    SessionRepository,
  ];
  @Global()
  @Module({ providers, exports: providers.map((provider) => ('provide' in provider ? provider.provide : provider)) })
  class TestStoreModule {}

  @Module({ imports: [TestStoreModule, DirectoryModule] })
  class TestModule {}
  return TestModule;
}
