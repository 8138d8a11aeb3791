import { ask } from '../harness/database.js';
import { brokenInvariants } from '../harness/invariants.js';
import { District } from './district.js';
import { DyingQuarter } from './dying-quarter.js';
import { quiet } from './outcome.js';
import { runCommand } from './tocsin-process.js';

const BEGIN = '2026-12-16T10:05:00+08:00';
const REMINDED = '2026-12-17T10:00:00+08:00';
const CHASED = '2027-01-04T10:05:00+08:00';
const END = '2027-01-20T10:05:00+08:00';
const current = { 'if-match': '*' };
const KILLED = { signal: 'SIGKILL' };

interface Kills {
  opening: (moment: string) => Promise<void>;
  chasing: (moment: string) => Promise<void>;
  signing: (sign: () => Promise<unknown>) => Promise<void>;
}

/** One quarter's end: opened, reminded of, filed by two of three schools, chased, rolled up by zone and district. */
async function live(quarter: DyingQuarter, { opening, chasing, signing }: Kills): Promise<Record<string, unknown>> {
  const { district } = quarter;
  await opening(REMINDED);
  await quarter.until(REMINDED);
  for (const school of ['s1', 's2']) {
    const principal = await district.as(`${school}-principal`);
    const path = `/v1/quarters/2026Q4/zero-reports/${school.toUpperCase()}/signature`;
    await principal.ok('POST', path, undefined, current);
  }
  await chasing(CHASED);
  await quarter.until(CHASED);
  for (const [who, code] of [
    ['zone-east', 'Z1'],
    ['deputy-director', 'D1'],
  ] as const) {
    const signer = await district.as(who);
    const headers = { ...current, 'idempotency-key': `roll-up-${code}` };
    const sign = (): Promise<{ edition: number }> =>
      signer.ok('POST', `/v1/quarters/2026Q4/roll-up/${code}/signature`, undefined, headers);
    await signing(sign);
    expect((await sign()).edition).toBe(1);
    expect((await sign()).edition).toBe(1);
  }
  await quarter.until(END);
  await quiet(() => district.databaseUrl);
  return quarter.endState();
}

/** kill -9 of the standalone while it opens a quarter, reminds, chases and rolls up. */
describe('a quarter whose process dies', () => {
  const districts = new Set<District>();
  const begin = async (): Promise<DyingQuarter> => {
    const district = await District.open({}, BEGIN);
    districts.add(district);
    return new DyingQuarter(district);
  };
  afterAll(async () => {
    for (const district of districts) {
      await district.close();
      district.remove();
    }
  });

  it('ends as the one whose process lives, with no message missing or twice', async () => {
    const unharmed = await begin();
    const through = async (): Promise<void> => undefined;
    const expected = await live(unharmed, { opening: through, chasing: through, signing: through });
    expect((expected['cycles'] as { duty_id: string }[]).map((one) => one.duty_id)).toEqual([
      'annual-roll-up',
      'readiness',
      'roll-up',
      'zero-report',
    ]);
    const letters = unharmed.letters;
    await unharmed.district.close();
    unharmed.district.remove();
    districts.delete(unharmed.district);

    const quarter = await begin();
    const { district } = quarter;
    const ended = await live(quarter, {
      opening: async (moment) => {
        expect(await quarter.dieWriting('event', () => quarter.until(moment))).toMatchObject(KILLED);
        expect(await ask(district.databaseUrl, 'select 1 from app.duty_cycle')).toEqual([]);
        for (const point of ['sweep.before-commit', 'consumer.before-commit', 'consumer.after-commit'] as const) {
          expect(await quarter.dieAt(point, moment)).toMatchObject(KILLED);
        }
        await district.restart();
      },
      chasing: async (moment) => {
        // The first that writes to the history on 1 January is the opening of the roll-ups; the next, who was told.
        expect(await quarter.dieWriting('event', () => quarter.until(moment))).toMatchObject(KILLED);
        expect(await quarter.dieAt('consumer.before-commit', moment)).toMatchObject(KILLED);
        await district.restart();
      },
      signing: async (sign) => {
        expect(await quarter.dieWriting('filing_edition', sign)).toMatchObject(KILLED);
        await district.restart();
      },
    });
    expect(ended).toEqual(expected);
    expect((ended['alerts'] as { n: number }[]).filter(({ n }) => n !== 1)).toEqual([]);
    expect(quarter.letters).toBe(letters);
    expect(await brokenInvariants(district.databaseUrl)).toEqual([]);
    expect((await district.process.stop()).code).toBe(0);
    districts.delete(district);
    const verified = await runCommand('verify-history', district.directory);
    district.remove();
    expect(verified).toMatchObject({ code: 0, printed: expect.stringMatching(/, 0 faults$/m) });
  }, 240_000);
});
