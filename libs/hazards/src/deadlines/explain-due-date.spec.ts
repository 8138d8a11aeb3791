import { readFileSync } from 'node:fs';
import { BusinessCalendar } from '#kernel/business-calendar.js';
import { type DeadlinePolicy } from './deadline-policy.js';
import { dueDateFor } from './due-date-for.js';
import { explainDueDate } from './explain-due-date.js';
import { confirmationDueFor, planDueFor } from './plan-due-for.js';

const json = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const policy: DeadlinePolicy = json('../../policies/deadlines.json');
const calendar = new BusinessCalendar([2026, 2027].map((year) => json(`../../../kernel/calendars/${year}.json`)));
const zone = 'Asia/Shanghai';
const from = (text: string) => ({ start: new Date(`${text}:00+08:00`), zone });

describe('explainDueDate', () => {
  it('goes day by day through a term that rolls', () => {
    const due = dueDateFor({ grade: 'general', priority: 'P2', ...from('2026-09-18T16:20') }, policy, calendar);
    expect(explainDueDate(due).zh).toEqual([
      '自 2026-09-18 16:20（Asia/Shanghai）起算。',
      '起算当日不计入。',
      '届满日放假的，顺延至下一工作日。',
      '2026-09-19 周六 周末：第 1 日',
      '2026-09-20 周日 调休上班：第 2 日',
      '2026-09-21 周一 工作日：第 3 日',
      '2026-09-22 周二 工作日：第 4 日',
      '2026-09-23 周三 工作日：第 5 日',
      '2026-09-24 周四 工作日：第 6 日',
      '2026-09-25 周五 放假：第 7 日',
      '2026-09-26 周六 放假：期限已满，继续顺延',
      '2026-09-27 周日 放假：期限已满，继续顺延',
      '2026-09-28 周一 工作日：期限顺延至本日',
      '应在 2026-09-28 24:00 前完成，届时未完成即为逾期。',
      '依据：7个自然日内整改（系统默认值）；期限规则版本 2026.1。',
    ]);
  });

  it('counts workdays and owns up to a provisional date', () => {
    const due = planDueFor(from('2026-12-28T10:00'), policy, calendar);
    expect(explainDueDate(due).en).toEqual([
      'Runs from 2026-12-28 10:00 (Asia/Shanghai).',
      'The first day is not counted.',
      '2026-12-29 Tue workday: workday 1',
      '2026-12-30 Wed workday: workday 2',
      '2026-12-31 Thu workday: workday 3',
      '2027-01-01 Fri day off: not counted',
      '2027-01-02 Sat weekend: not counted',
      '2027-01-03 Sun weekend: not counted',
      '2027-01-04 Mon workday: workday 4',
      '2027-01-05 Tue workday: workday 5',
      'To be done before 24:00 on 2027-01-05; from then on it is overdue.',
      'The holidays of a year concerned are not published yet: the date is provisional and will be counted again.',
      'Basis: The principal draws up the treatment plan of a major hazard: within 5 workdays (system default); deadline policy 2026.1.',
    ]);
  });

  it('says that the limit cut office time short, and only then', () => {
    const capped = explainDueDate(confirmationDueFor(from('2026-03-08T09:00'), policy, calendar)).zh;
    expect(capped.slice(1, 5)).toEqual([
      '2026-03-08 周日 周末：不计入',
      '2026-03-09 周一 工作日：计 30 分钟',
      '工作时间不足，按最迟 24 小时计，由值班人员办理。',
      '应在 2026-03-09 09:00 前完成，届时未完成即为逾期。',
    ]);
    const plain = explainDueDate(confirmationDueFor(from('2026-03-09T09:00'), policy, calendar)).zh;
    expect(plain.some((line) => line.includes('值班'))).toBe(false);
  });

  it('does not claim that a suspected major hazard rolls', () => {
    const suspected = { grade: 'suspected-major', priority: 'P2', ...from('2026-09-18T16:20') } as const;
    const { zh, en } = explainDueDate(dueDateFor(suspected, policy, calendar));
    expect(zh).toContain('届满日放假的，不顺延。');
    expect(en).toContain('An end on a day off stays there.');
    expect([...zh, ...en].join('\n')).not.toMatch(/顺延至|moves/);
    expect(zh).toHaveLength(en.length);
  });

  it('is brief about plain hours', () => {
    const due = dueDateFor({ grade: 'general', priority: 'P0', ...from('2026-10-01T23:30') }, policy, calendar);
    expect(explainDueDate(due).en).toEqual([
      'Runs from 2026-10-01 23:30 (Asia/Shanghai).',
      'To be done before 2026-10-02 01:30; from then on it is overdue.',
      expect.stringContaining('within 2 hours'),
    ]);
  });
});
