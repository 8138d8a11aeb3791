import { readFileSync } from 'node:fs';
import { BusinessCalendar, type CalendarYear } from '#kernel/business-calendar.js';
import { isUuid } from '#kernel/ids.js';
import { type LookBackPolicy } from './look-back-policy.js';
import { type ClosedHazard, isSampled, planLookBacks } from './plan-look-backs.js';

const read = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;
const policy = read<LookBackPolicy>('libs/hazards/policies/look-backs.json');
const calendar = new BusinessCalendar([read<CalendarYear>('libs/kernel/calendars/2026.json')]);
const ZONE = 'Asia/Shanghai';

const closed = (more: Partial<ClosedHazard> = {}): ClosedHazard => ({
  id: '0190a5b0-7c3e-7000-8000-000000000001',
  number: 'D1-S1-2026-0001',
  grade: 'major',
  reopenCount: 0,
  closedAt: new Date('2026-03-02T10:00:00+08:00'),
  ...more,
});
const plan = (more: Partial<ClosedHazard> = {}) => planLookBacks(closed(more), policy, calendar, ZONE);
const dues = (more: Partial<ClosedHazard> = {}) => {
  const result = plan(more);
  return result.kind === 'planned' ? result.lookBacks.map(({ dueAt }) => dueAt.toISOString()) : [];
};

describe('the look-backs of a closed hazard', () => {
  it('are two for every major one, by the end of its thirtieth and its ninetieth day', () => {
    // The ninetieth day, 05-31, is a Sunday.
    expect(dues()).toEqual(['2026-04-01T16:00:00.000Z', '2026-06-01T16:00:00.000Z']);
  });

  it('move on from a day off, here to the day after the National Day holidays', () => {
    expect(dues({ closedAt: new Date('2026-09-02T23:59:00+08:00') })[0]).toBe('2026-10-08T16:00:00.000Z');
  });

  it('count a visit for the second only when the first was due', () => {
    const result = plan();
    if (result.kind !== 'planned') throw new Error('a major hazard was not planned');
    expect(result.lookBacks.map(({ startAt }) => startAt)).toEqual([closed().closedAt, result.lookBacks[0]?.dueAt]);
  });

  it('have ids that planning again gives again, and another closing does not', () => {
    const ids = (more: Partial<ClosedHazard> = {}) => {
      const result = plan(more);
      return result.kind === 'planned' ? result.lookBacks.map(({ id }) => id) : [];
    };
    expect(ids()).toEqual(ids());
    expect(ids().every(isUuid)).toBe(true);
    expect(new Set([...ids(), ...ids({ reopenCount: 1 }), ...ids({ id: closed().id.replace(/1$/, '2') })]).size).toBe(
      6,
    );
  });

  it('are one for the general hazards that the sample draws, and none for the others', () => {
    const plans = Array.from({ length: 2_000 }, (_, at) =>
      plan({ grade: 'general', number: `D1-S1-2026-${String(at).padStart(4, '0')}` }),
    );
    const drawn = plans.filter(({ kind }) => kind === 'planned');
    expect(drawn.length / plans.length).toBeGreaterThan(0.1);
    expect(drawn.length / plans.length).toBeLessThan(0.2);
    for (const one of drawn) expect(one).toMatchObject({ why: 'sampled', lookBacks: [{ turn: 1 }] });
    expect(plans.find(({ kind }) => kind === 'none')).toEqual({ kind: 'none', why: 'not-sampled' });
  });

  it('are drawn anew when the hazard is closed again', () => {
    const numbers = Array.from({ length: 200 }, (_, at) => `D1-S1-2026-${at}`);
    const drawnAt = (reopenCount: number) => numbers.filter((number) => isSampled({ number, reopenCount }, 15));
    expect(drawnAt(0)).not.toEqual(drawnAt(1));
  });

  it('draw everybody at a hundred percent and nobody at none', () => {
    expect(isSampled(closed(), 100)).toBe(true);
    expect(isSampled(closed(), 0)).toBe(false);
  });
});
