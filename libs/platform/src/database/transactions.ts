import { AsyncLocalStorage } from 'node:async_hooks';
import { type DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { scopeLiteral, type Scope } from './scope.js';

const RETRIABLE = new Set(['40001', '40P01']);
const MOST_ATTEMPTS = 4;

interface Running {
  readonly manager: EntityManager;
  readonly scope: string;
  readonly afterCommit: (() => void)[];
}

/**
 * The only way to the database. Every unit of work is one transaction whose first statement sets the scope for row-level
 * security; a query outside sees nothing. A unit of work inside another joins it when both have the same scope.
 */
export abstract class Transactions {
  private readonly running = new AsyncLocalStorage<Running>();

  constructor(readonly dataSource: DataSource) {}

  async run<T>(scope: Scope, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const literal = scopeLiteral(scope);
    const outer = this.running.getStore();
    if (outer) {
      if (outer.scope !== literal) throw new Error('a unit of work cannot change the scope of the one around it');
      return work(outer.manager);
    }
    return persistently(() => this.attempt(scope, literal, work));
  }

  /** True inside a unit of work of this kind. */
  get isRunning(): boolean {
    return this.running.getStore() !== undefined;
  }

  /** Runs `task` once the current unit of work has committed; at once when there is none. A rollback forgets it. */
  afterCommit(task: () => void): void {
    const current = this.running.getStore();
    if (current) current.afterCommit.push(task);
    else task();
  }

  /** One statement that is its own transaction and sets its scope itself, such as a call of a database function. */
  async call<T>(sql: string, parameters: unknown[]): Promise<T[]> {
    const outer = this.running.getStore();
    return outer ? outer.manager.query(sql, parameters) : persistently(() => this.dataSource.query(sql, parameters));
  }

  private async attempt<T>(scope: Scope, literal: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const runner: QueryRunner = this.dataSource.createQueryRunner();
    await runner.connect();
    try {
      await begin(runner, literal, scope.personId);
      const afterCommit: (() => void)[] = [];
      const result = await this.running.run({ manager: runner.manager, scope: literal, afterCommit }, () =>
        work(runner.manager),
      );
      await runner.commitTransaction();
      for (const task of afterCommit) task();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }
}

/** What failed only because somebody else was at the same rows is tried again. */
async function persistently<T>(attemptOnce: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptOnce();
    } catch (error) {
      if (attempt >= MOST_ATTEMPTS || !RETRIABLE.has((error as { code?: string }).code ?? '')) throw error;
    }
  }
}

const UUID = /^[0-9a-f-]{36}$/;

/**
 * Begins and sets the scope in one round trip, which a prepared statement cannot. Both values are checked to be nothing but
 * digits and an id. The runner is told of the transaction that it did not begin itself.
 */
async function begin(runner: QueryRunner, scopeText: string, personId = ''): Promise<void> {
  if (!/^\{[\d,]*\}$/.test(scopeText) || (personId !== '' && !UUID.test(personId))) throw new TypeError('not a scope');
  await runner.query(
    `begin; select set_config('app.scope', '${scopeText}', true), set_config('app.person', '${personId}', true)`,
  );
  Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
}

/** Units of work of requests: the role behind it may read and write what the API needs, within the actor's scope. */
export class ApiTransactions extends Transactions {}

/** Units of work of stages and sweeps. */
export class WorkerTransactions extends Transactions {}
