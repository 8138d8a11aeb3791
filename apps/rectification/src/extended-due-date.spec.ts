import { BusinessCalendar } from '#kernel/business-calendar.js';
import { explainDueDate } from '#hazards/deadlines/explain-due-date.js';
import { recomputeDueDate } from '#hazards/deadlines/recompute-due-date.js';
import { ZONE } from '#store/policies/zone.js';
import { extendedDueDate } from './extended-due-date.js';

const unpublished = new BusinessCalendar([]);
const published = new BusinessCalendar([
  {
    year: 2026,
    status: 'published',
    source: 'test',
    daysOff: ['2026-10-01', '2026-10-02'],
    makeUpWorkdays: ['2026-10-10'],
  },
]);
const start = new Date('2026-09-28T10:20:30.123+08:00');
const terms = { ruleId: 'P2', policyVersion: '2026.1', start, zone: ZONE } as const;
const basis = { zh: '经批准第1次延期', en: 'Extended by approval, number 1' };
const extended = (dueAt: string) => extendedDueDate(terms, new Date(dueAt), basis, unpublished);

describe('an extended term', () => {
  it.each([
    ['2026-10-15T00:00:00+08:00', 'calendar-days', '2026-10-14', 16],
    ['2026-10-14T23:59:59.999+08:00', 'hours', '2026-10-14', 0],
    ['2026-10-15T00:00:00.001+08:00', 'hours', '2026-10-15', 0],
    ['2026-10-15T17:30:00+08:00', 'hours', '2026-10-15', 0],
    ['2026-09-29T00:00:00+08:00', 'calendar-days', '2026-09-28', 0],
  ])('until %s is counted in %s', (dueAt, count, dueDate, days) => {
    const due = extended(dueAt);
    expect(due.dueAt).toEqual(new Date(dueAt));
    expect(due).toMatchObject({ dueDate, provisional: false, basis: basis.zh, ruleId: 'P2', rule: { count } });
    expect(due.days).toHaveLength(days);
  });

  it('stays where it was agreed when a calendar is published later', () => {
    // A thousand odd lengths, because a term told in hours may be rounded either way.
    for (let n = 0; n < 1_000; n += 1) {
      const due = extended(new Date(Date.UTC(2026, 9, 9, 3) + n * 40_013).toISOString());
      expect(recomputeDueDate(due, published).kind).toBe('unchanged');
    }
  });

  it('explains itself', () => {
    expect(explainDueDate(extended('2026-10-15T00:00:00+08:00')).zh).toEqual(
      expect.arrayContaining([
        '应在 2026-10-14 24:00 前完成，届时未完成即为逾期。',
        '依据：经批准第1次延期；期限规则版本 2026.1。',
      ]),
    );
  });
});
