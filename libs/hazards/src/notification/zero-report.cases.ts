import { type AlertInput } from './alert-input.js';
import { alert, type LetterCase, LIU, post } from './alert-text.fixture.js';

const zeroReport = (changes: Partial<AlertInput>) =>
  alert({
    obligationKind: 'zero-report',
    about: { kind: 'filing', organisationName: '石桥中学', title: '2026年第四季度零报告' },
    dueAt: new Date('2027-01-01T00:00:00+08:00'),
    owner: LIU,
    recipient: post(LIU.name, 'principal'),
    ...changes,
  });

export const ZERO_REPORT_CASES: LetterCase[] = [
  {
    name: 'a zero report five working days before its end, to the principal',
    now: '2026-12-24T08:07:00+08:00',
    input: zeroReport({ stepId: 'before-5-workdays' }),
  },
  {
    name: 'a zero report on its last day, to the safety officer',
    now: '2026-12-31T09:07:00+08:00',
    input: zeroReport({ stepId: 'due-day', recipient: post('陈晓燕', 'safety-officer') }),
  },
  {
    name: 'a zero report one day late, to the principal',
    now: '2027-01-02T07:12:00+08:00',
    input: zeroReport({ stepId: 'overdue-1d', severity: 'alert', rank: 1, daysOverdue: 1 }),
  },
  {
    name: 'a zero report three days late, to the safety section',
    now: '2027-01-04T07:12:00+08:00',
    input: zeroReport({
      stepId: 'overdue-3d',
      severity: 'alert',
      rank: 2,
      daysOverdue: 3,
      recipient: post('姜培根', 'safety-section'),
    }),
  },
  {
    name: 'a zero report sent back, to the principal',
    now: '2027-01-05T10:20:00+08:00',
    input: zeroReport({
      stepId: 'returned#6',
      severity: 'alert',
      dueAt: new Date('2027-01-09T00:00:00+08:00'),
      about: {
        kind: 'filing',
        organisationName: '石桥中学',
        title: '2026年第四季度零报告',
        returnedFor: '12月查出的配电箱隐患没有计入，请核对台账。',
      },
    }),
  },
  {
    name: 'the schools of a zone that are silent',
    now: '2027-01-02T08:07:00+08:00',
    input: zeroReport({
      stepId: 'overdue-1d',
      severity: 'alert',
      rank: 1,
      daysOverdue: 1,
      owner: null,
      recipient: post('何长河', 'zone-officer'),
      about: {
        kind: 'silent-schools',
        organisationName: '石桥镇片区',
        title: '2026年第四季度零报告',
        expected: 19,
        schools: [
          { name: '双河村幼儿园' },
          { name: '枣林希望小学', principal: '许少华' },
          { name: '石桥中学', principal: '刘慧敏' },
        ],
      },
    }),
  },
];
