import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { roleUrl } from '#platform/database/database-roles.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { NO_NUMBERS, type StatutoryNumbers } from '#hazards/zero-report/statutory-columns.js';
import { newId } from '#kernel/ids.js';
import { appendEvents, continueChain } from '#store/history/history.js';
import { CHAIN_START } from '#store/history/history-hash.js';
import { RollUpReader, type RollUpSpan } from '#store/zero-report/roll-up-reader.js';
import { ask, testDatabase, type TestDatabase } from '../harness/database.js';
import { World } from '../harness/world.js';

const SPAN: RollUpSpan = {
  quarters: ['2026Q3'],
  firstDay: '2026-01-01',
  lastDay: '2026-09-30',
  quarterFirstDay: '2026-07-01',
  dutyId: 'roll-up',
  period: '2026Q3',
};
const FROM = Date.parse('2026-01-01T00:00:00+08:00');
const TO = Date.parse('2026-10-01T00:00:00+08:00');

interface Made {
  readonly school: number;
  readonly grade: string | null;
  readonly status: string;
  readonly discoveredAt: Date;
  readonly closedAt: Date | null;
  readonly source: string;
  readonly planSections: number;
  readonly listed: string | null;
  readonly funds: number;
}

/** The columns of the statistics, counted one hazard at a time. */
function recount(hazards: readonly Made[]): StatutoryNumbers {
  const counted = { ...NO_NUMBERS };
  const inspected = new Set<number>();
  for (const one of hazards) {
    const at = one.discoveredAt.getTime();
    if (at < FROM || at >= TO || one.status === 'rejected') continue;
    if (one.source === 'self-check') inspected.add(one.school);
    const isClosed = one.closedAt !== null && one.closedAt.getTime() < TO;
    counted.funds += one.funds;
    if (one.grade === 'general') {
      counted.generalsFound += 1;
      if (isClosed) counted.generalsFixed += 1;
    }
    if (one.grade === 'major') {
      counted.majorsFound += 1;
      if (isClosed) counted.majorsClosed += 1;
      if (one.planSections > 0) counted.majorsPlanned += 1;
      if (one.planSections >= 5) counted.majorsFullyPlanned += 1;
      if (one.listed) counted.majorsListed += 1;
      if (one.listed === 'province') counted.majorsListedByProvince += 1;
    }
  }
  counted.unitsInspected = inspected.size;
  return counted;
}

describe('the sums of a roll-up', () => {
  let database: TestDatabase;
  let source: DataSource;
  let transactions: ApiTransactions;
  const schools: { id: number; zone: string; district: string }[] = [];
  let hazards: Made[] = [];

  beforeAll(async () => {
    database = await testDatabase();
    source = await new DataSource({
      type: 'postgres',
      url: roleUrl(database.url, 'tocsin_api'),
      schema: 'app',
    }).initialize();
    transactions = new ApiTransactions(source);
    const place = async (code: string, kind: string, parent: number | null): Promise<number> => {
      const [row] = await ask<{ id: number }>(
        database.url,
        'insert into app.organisation (code, name, kind, parent_id) values ($1, $1, $2, $3) returning id',
        [code, kind, parent],
      );
      return row!.id;
    };
    const city = await place('C1', 'city-bureau', null);
    for (const d of [1, 2]) {
      const district = await place(`D${d}`, 'district-bureau', city);
      for (const z of [1, 2]) {
        const zone = await place(`D${d}Z${z}`, 'zone', district);
        for (const s of [1, 2, 3]) {
          schools.push({
            id: await place(`D${d}Z${z}S${s}`, 'primary-school', zone),
            zone: `D${d}Z${z}`,
            district: `D${d}`,
          });
        }
      }
    }
    const moment = fc.integer({ min: FROM - 40 * 86_400_000, max: TO + 40 * 86_400_000 }).map((ms) => new Date(ms));
    const one = fc.record({
      school: fc.constantFrom(...schools.map(({ id }) => id)),
      grade: fc.constantFrom('general', 'general', 'major', 'suspected-major', null),
      status: fc.constantFrom('assigned', 'closed', 'rejected', 'in-progress'),
      discoveredAt: moment,
      closedAt: fc.option(moment),
      source: fc.constantFrom('self-check', 'tip-off'),
      planSections: fc.constantFrom(0, 3, 6),
      listed: fc.constantFrom(null, 'county', 'province'),
      funds: fc.constantFrom(0, 1_000, 25_000),
    });
    hazards = fc.sample(one, { numRuns: 400, seed: 20_260_930 });
    await transactions.run({ organisations: [city] }, async (manager) => {
      for (const [n, made] of hazards.entries()) {
        const id = newId();
        await manager.query(
          `insert into app.hazard (id, number, organisation_id, status, site, place_key, category, description, discovered_at,
             reported_at, grade, closed_at, source, supervision, history_seq, history_hash)
           values ($1, $2, $3, $4, '主校区', '主校区', 'fire', '试', $5, $5, $6, $7, $8, $9, 0, $10)`,
          [
            id,
            `N${n}`,
            made.school,
            made.status,
            made.discoveredAt,
            made.grade,
            made.closedAt,
            made.source,
            made.listed && JSON.stringify({ level: made.listed }),
            CHAIN_START,
          ],
        );
        const events = [
          ...(made.planSections > 0
            ? [
                {
                  type: 'hazard.plan-filed',
                  actor: 'a',
                  data: {
                    plan: Object.fromEntries(Array.from({ length: made.planSections }, (_, i) => [`p${i}`, 'x'])),
                  },
                },
              ]
            : []),
          ...(made.funds > 0 ? [{ type: 'hazard.rectified', actor: 'a', data: { note: 'x', funds: made.funds } }] : []),
        ];
        const head = { stream: id, streamKind: 'hazard', seq: 0, hash: CHAIN_START };
        await appendEvents(
          manager,
          continueChain(head, events, new Date(Math.min(made.discoveredAt.getTime(), TO - 1))).rows,
        );
      }
    });
  });
  afterAll(async () => {
    await source?.destroy();
    await database?.stop();
  });

  const figuresOf = (code: string) =>
    transactions.run({ organisations: [1] }, async (manager) => {
      const reader = new RollUpReader();
      return reader.figures(manager, (await reader.place(manager, code))!, SPAN, new Date(TO));
    });
  const below = (code: string): Made[] => {
    const ids = schools
      .filter((one) => code === 'C1' || one.district === code || one.zone === code)
      .map(({ id }) => id);
    return hazards.filter((one) => ids.includes(one.school));
  };

  it.each(['C1', 'D1', 'D2', 'D1Z1', 'D1Z2', 'D2Z1', 'D2Z2'])(
    'of %s are those of a recount of the ledger, hazard by hazard',
    async (code) => {
      const figures = await figuresOf(code);
      expect(figures.numbers).toEqual(recount(below(code)));
      expect(figures.numbers.majorsFound).toBeGreaterThan(0);
    },
  );

  it('add up from the rows to the whole at every level', async () => {
    for (const code of ['C1', 'D1', 'D2', 'D1Z1']) {
      const { numbers, rows } = await figuresOf(code);
      for (const field of Object.keys(NO_NUMBERS) as (keyof StatutoryNumbers)[]) {
        expect([code, field, rows.reduce((sum, row) => sum + row.numbers[field], 0)]).toEqual([
          code,
          field,
          numbers[field],
        ]);
      }
    }
  });
});

describe('a quarter in a year whose holidays are not published', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.begin('2027-03-10T09:00:00+08:00');
    await world.settled();
  });
  afterAll(() => world?.end());

  it('opens provisionally, and counts its reminders again when the notice is entered', async () => {
    await world.until('2027-03-18T09:00:00+08:00');
    const chief = await world.as('section-chief');
    expect(await chief.ok('GET', '/v1/quarters/2027Q1/zero-reports')).toMatchObject({
      opened: true,
      provisional: true,
    });
    const year = JSON.parse(
      readFileSync(new URL('../../libs/kernel/calendars/2027.json', import.meta.url), 'utf8'),
    ) as object;
    await chief.ok(
      'PUT',
      '/v1/calendars/2027',
      { ...year, status: 'published', makeUpWorkdays: ['2027-03-27'] },
      { 'if-match': '*' },
    );
    await world.until('2027-03-31T12:00:00+08:00');
    expect(await chief.ok('GET', '/v1/quarters/2027Q1/zero-reports')).toMatchObject({ provisional: false });
    const told = (await world.alerts()).filter((one) => one.kind === 'zero-report' && one.to === 's1-principal');
    expect(
      told.map(({ step, at }) => `${step} ${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(5, 10)}`),
    ).toEqual(['before-10-workdays 03-17', 'before-5-workdays 03-25', 'before-2-workdays 03-29', 'due-day 03-31']);
  });
});
