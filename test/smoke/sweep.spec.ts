import fc from 'fast-check';
import { Client } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { queuesFor } from '#contracts/routes.js';
import { decideEscalation } from '#hazards/escalation/decide-escalation.js';
import { decideObligationChange, type ObligationChange } from '#hazards/escalation/decide-obligation-change.js';
import { nextStepAt, type ObligationState } from '#hazards/escalation/obligation.js';
import { roleUrl } from '#platform/database/database-roles.js';
import { ObligationRepository } from '#store/obligations/obligation.repository.js';
import { ask, type TestDatabase, testDatabase } from '../harness/database.js';
import { brokenInvariants } from '../harness/invariants.js';
import { putObligations, scratchSchool } from '../harness/scratch-obligations.js';

const ROUTES = queuesFor('obligation.escalated');
const MINUTE = 60_000;
const START = Date.parse('2026-09-21T10:00:00+08:00');

interface TakenStep {
  readonly obligation_id: string;
  readonly step_id: string;
  readonly fell_due_at: Date;
}

describe('the sweep', () => {
  let database: TestDatabase;
  let school: number;
  beforeAll(async () => {
    database = await testDatabase();
    school = await scratchSchool(database.url);
  });
  afterAll(() => database?.stop());

  it('takes each step once, in order, however many processes sweep at once and die of it', async () => {
    const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE);
    const moments = Array.from({ length: 2_000 }, (_, n) => [ago(90 + (n % 30)), ago(60), ago(30)]);
    await putObligations((sql, values) => ask(database.url, sql, values), school, moments);

    const sweeper = async (mayDie: boolean): Promise<TakenStep[]> => {
      const taken: TakenStep[] = [];
      for (let deaths = 0; ;) {
        const client = new Client({ connectionString: roleUrl(database.url, 'tocsin_worker') });
        client.on('error', () => undefined);
        await client.connect();
        try {
          for (;;) {
            await client.query('begin');
            await client.query(`select set_config('app.scope', '{0}', true)`);
            const { rows } = await client.query<TakenStep>('select * from app.take_due_steps(50, $1)', [ROUTES]);
            if (mayDie && deaths < 5) {
              deaths += 1;
              await client.query('select pg_terminate_backend(pg_backend_pid())');
            }
            await client.query('commit');
            if (rows.length === 0) return taken;
            taken.push(...rows);
          }
        } catch (error) {
          expect((error as { code?: string }).code).toBe('57P01');
        } finally {
          await client.end().catch(() => undefined);
        }
      }
    };
    const taken = (await Promise.all([sweeper(false), sweeper(true), sweeper(true), sweeper(false)])).flat();

    expect(taken).toHaveLength(6_000);
    expect(new Set(taken.map((one) => `${one.obligation_id} ${one.step_id}`)).size).toBe(6_000);
    const [promised] = await ask(
      database.url,
      `select count(*)::int as deliveries, count(distinct (subject_id, refs->>'stepId'))::int as steps from app.delivery`,
    );
    expect(promised).toEqual({ deliveries: 6_000, steps: 6_000 });
    const unordered = await ask(
      database.url,
      `select 1 from app.delivery a join app.delivery b using (subject_id) where a.refs->>'stepId' < b.refs->>'stepId' and a.id > b.id`,
    );
    expect(unordered).toEqual([]);
    const broken = await brokenInvariants(database.url, [
      'a step of a hazard that was taken was told',
      'no delivery is open or under way',
    ]);
    expect(broken).toEqual([]);
  });

  describe('decides as the pure rule does', () => {
    let source: DataSource;
    beforeAll(async () => {
      await ask(database.url, 'truncate app.obligation, app.obligation_step, app.delivery cascade');
      source = await new DataSource({ type: 'postgres', url: database.url, schema: 'app' }).initialize();
    });
    afterAll(() => source?.destroy());

    /** Steps fall due on whole minutes, and the clock stands between them, so that running time decides nothing. */
    const moments = fc.array(fc.integer({ min: -5, max: 30 }), { minLength: 1, maxLength: 5 });
    const command = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant('sweep' as const), most: fc.integer({ min: 1, max: 6 }) }) },
      {
        weight: 2,
        arbitrary: fc.record({ do: fc.constant('advance' as const), minutes: fc.integer({ min: 1, max: 12 }) }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          do: fc.constant('change' as const),
          which: fc.nat(5),
          to: fc.constantFrom('pause', 'resume', 'meet', 'cancel', 'redate', 'reopen' as const),
          moments,
        }),
      },
    );
    type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

    const scheduleOf = (minutes: readonly number[]) =>
      [...minutes]
        .sort((a, b) => a - b)
        .map((minute, turn) => ({ stepId: `step-${turn}`, at: new Date(START + minute * MINUTE), provisional: false }));

    const changeOf = (to: Extract<Command, { do: 'change' }>['to'], minutes: readonly number[]): ObligationChange => {
      const schedule = scheduleOf(minutes);
      const dueAt = schedule[0]?.at ?? new Date(START);
      if (to === 'pause' || to === 'resume') return { kind: to, reason: 'extension-pending' };
      return to === 'meet' || to === 'cancel' ? { kind: to } : { kind: to, dueAt, schedule };
    };

    /** Runs a scenario on the table and on the rule side by side, in a transaction that leaves nothing behind. */
    const live = async (
      schedules: readonly number[][],
      commands: readonly Command[],
      manager: EntityManager,
    ): Promise<void> => {
      const repository = new ObligationRepository();
      const made = await putObligations(
        (sql, values) => manager.query(sql, values),
        school,
        schedules.map((minutes) => scheduleOf(minutes).map((step) => step.at)),
      );
      const model = made.map(
        ({ id, subjectId, schedule }): { id: string; subjectId: string; state: ObligationState } => {
          const at = schedule[0]?.at ?? new Date(START);
          const rest = { dueVersion: 1, stepsTaken: 0, pauses: [], pausedAt: null, metAt: null };
          return {
            id,
            subjectId,
            state: { kind: 'rectify', status: 'open', startAt: at, dueAt: at, schedule, ...rest },
          };
        },
      );
      let now = new Date(START + MINUTE / 2);
      const setClock = () =>
        manager.query('update app.rehearsal_clock set ahead = $1::timestamptz - clock_timestamp()', [now]);
      await setClock();

      for (const one of commands) {
        if (one.do === 'advance') {
          now = new Date(now.getTime() + one.minutes * MINUTE);
          await setClock();
        } else if (one.do === 'change') {
          const subject = model[one.which % model.length];
          if (!subject) continue;
          const change = changeOf(one.to, one.moments);
          const decision = decideObligationChange(subject.state, change, now);
          const answer = await repository.change(manager, subject.subjectId, 'rectify', change, now);
          expect(answer).toBe(decision.kind);
          if (decision.kind === 'changed') subject.state = decision.state;
        } else {
          const due = model
            .map((subject) => ({ subject, decision: decideEscalation(subject.state, now) }))
            .flatMap(({ subject, decision }) => (decision.kind === 'escalate' ? [{ subject, decision }] : []))
            .sort((a, b) => a.decision.fellDueAt.getTime() - b.decision.fellDueAt.getTime());
          const taken: TakenStep[] = await manager.query('select * from app.take_due_steps($1, $2)', [
            one.most,
            ROUTES,
          ]);
          // Which of two that fell due together comes first is left open.
          expect(taken.map((step) => step.fell_due_at).sort((a, b) => a.getTime() - b.getTime())).toEqual(
            due.slice(0, one.most).map(({ decision }) => decision.fellDueAt),
          );
          for (const step of taken) {
            const wanted = due.find(({ subject }) => subject.id === step.obligation_id);
            expect(wanted?.decision.step).toEqual({ stepId: step.step_id, at: step.fell_due_at, provisional: false });
            if (wanted)
              wanted.subject.state = { ...wanted.subject.state, stepsTaken: wanted.subject.state.stepsTaken + 1 };
          }
        }
        const stored = await repository.byIds(
          manager,
          model.map((subject) => subject.id),
        );
        const nexts: { id: string; at: Date | null }[] = await manager.query(
          'select id, next_step_at as at from app.obligation',
        );
        for (const { id, state } of model) {
          expect(stored.find((row) => row.id === id)).toMatchObject(state);
          expect(nexts.find((row) => row.id === id)?.at).toEqual(nextStepAt(state));
        }
      }
    };

    it('over a few hundred histories of changes, sweeps and time', async () => {
      const scenario = fc.tuple(
        fc.array(moments, { minLength: 1, maxLength: 4 }),
        fc.array(command, { minLength: 1, maxLength: 12 }),
      );
      await fc.assert(
        fc.asyncProperty(scenario, async ([schedules, commands]) => {
          const runner = source.createQueryRunner();
          await runner.startTransaction();
          try {
            await live(schedules, commands, runner.manager);
          } finally {
            await runner.rollbackTransaction();
            await runner.release();
          }
        }),
        { numRuns: 300 },
      );
    });
  });
});
