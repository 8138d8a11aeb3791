import { alert, type LetterCase, LIU, post, SOCKET } from './alert-text.fixture.js';

export const GENERAL_CASES: LetterCase[] = [
  { name: 'a new hazard, to its owner', now: '2026-11-13T10:20:00+08:00', input: alert({}) },
  {
    name: 'a new hazard, to the safety officer',
    now: '2026-11-13T10:20:00+08:00',
    input: alert({ recipient: post('陈晓燕', 'safety-officer') }),
  },
  { name: 'three days before it falls due', now: '2026-11-17T08:07:00+08:00', input: alert({ stepId: 'before-3d' }) },
  {
    name: 'overdue since midnight, to the owner',
    now: '2026-11-21T07:09:00+08:00',
    input: alert({ stepId: 'overdue', severity: 'alert', rank: 1 }),
  },
  {
    name: 'overdue, to the vice-principal',
    now: '2026-11-21T07:09:00+08:00',
    input: alert({ stepId: 'overdue', severity: 'alert', rank: 1, recipient: post('孙海涛', 'vice-principal') }),
  },
  {
    name: 'one day overdue, to the principal in place of a vacant vice-principal',
    now: '2026-11-22T07:09:00+08:00',
    input: alert({
      stepId: 'overdue-1d',
      severity: 'alert',
      rank: 2,
      daysOverdue: 1,
      recipient: { ...LIU, via: 'next-rank' },
      vacancies: [{ role: 'vice-principal', why: 'vacant' }],
    }),
  },
  {
    name: 'three days overdue, to the zone officer',
    now: '2026-11-24T07:09:00+08:00',
    input: alert({
      stepId: 'overdue-3d',
      severity: 'alert',
      rank: 3,
      daysOverdue: 3,
      recipient: post('何长河', 'zone-officer'),
    }),
  },
  {
    name: 'seven days overdue, to the chief of the safety section, with a proposal',
    now: '2026-11-28T07:09:00+08:00',
    input: alert({
      stepId: 'overdue-7d',
      severity: 'alert',
      rank: 4,
      daysOverdue: 7,
      proposal: 'circular',
      recipient: post('罗文斌', 'safety-section-chief'),
    }),
  },
  {
    name: 'fifteen days overdue, to the delegate of the deputy director',
    now: '2026-12-06T07:09:00+08:00',
    input: alert({
      stepId: 'overdue-15d',
      severity: 'alert',
      rank: 5,
      daysOverdue: 15,
      proposal: 'talk',
      recipient: { name: '林振宇', role: 'deputy-director', via: 'delegation', onBehalfOf: '分管局长郭宏伟' },
    }),
  },
  {
    name: 'a rectification sent back',
    now: '2026-11-18T15:12:00+08:00',
    input: alert({
      stepId: 'returned',
      severity: 'alert',
      about: { ...SOCKET, event: 'returned', remark: '只换了面板，线路没有接牢，现场仍有松动。' },
    }),
  },
  {
    name: 'closed',
    now: '2026-11-20T16:40:00+08:00',
    input: alert({ stepId: 'closed', about: { ...SOCKET, event: 'closed' }, recipient: post(LIU.name, 'principal') }),
  },
  {
    name: 'more time asked for',
    now: '2026-11-19T09:12:00+08:00',
    input: alert({
      stepId: 'created',
      obligationKind: 'decide-extension',
      owner: null,
      dueAt: new Date('2026-11-25T00:00:00+08:00'),
      about: {
        ...SOCKET,
        event: 'extension-asked',
        remark: '配电箱整体更换需停电，已约供电公司12月2日施工。',
        proposedDueAt: new Date('2026-12-06T00:00:00+08:00'),
      },
      recipient: post('何长河', 'zone-officer'),
    }),
  },
  {
    name: 'an answer owed since midnight, to the chief',
    now: '2026-11-25T07:12:00+08:00',
    input: alert({
      stepId: 'overdue',
      severity: 'alert',
      rank: 1,
      obligationKind: 'decide-extension',
      owner: null,
      dueAt: new Date('2026-11-25T00:00:00+08:00'),
      recipient: post('姜培根', 'safety-section-chief'),
    }),
  },
  {
    name: 'more time granted, to the owner',
    now: '2026-11-20T09:12:00+08:00',
    input: alert({
      stepId: 'extension-granted#9',
      dueAt: new Date('2026-12-06T00:00:00+08:00'),
      about: { ...SOCKET, event: 'extension-granted', remark: '同意，停电前先断开该回路。' },
    }),
  },
  {
    name: 'more time refused, to the safety officer',
    now: '2026-11-20T09:12:00+08:00',
    input: alert({
      stepId: 'extension-refused#9',
      severity: 'alert',
      about: { ...SOCKET, event: 'extension-refused', remark: '先更换面板，不必等整箱更换。' },
      recipient: post('陈晓燕', 'safety-officer'),
    }),
  },
  {
    name: 'a verification awaited',
    now: '2026-11-19T09:12:00+08:00',
    input: alert({
      obligationKind: 'verify',
      owner: { name: '孙海涛', role: 'vice-principal' },
      recipient: post('孙海涛', 'vice-principal'),
      dueAt: new Date('2026-11-25T00:00:00+08:00'),
    }),
  },
];
