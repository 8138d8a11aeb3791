import { type AlertInput, type AlertPerson } from './alert-input.js';
import { alert, BARS, type LetterCase, LIU, post, SHUTTER } from './alert-text.fixture.js';

const ZHAO: AlertPerson = { name: '赵立新', role: 'dormitory-head' };
const barsDue = new Date('2027-01-13T00:00:00+08:00');
const major = (changes: Partial<AlertInput>) =>
  alert({
    severity: 'critical',
    obligationKind: 'rectify-major',
    about: BARS,
    dueAt: barsDue,
    owner: ZHAO,
    ...changes,
  });
const decision = (changes: Partial<AlertInput>) =>
  alert({
    obligationKind: 'decide-suspected-major',
    about: SHUTTER,
    dueAt: new Date('2026-10-23T17:30:00+08:00'),
    owner: null,
    ...changes,
  });

export const MAJOR_CASES: LetterCase[] = [
  {
    name: 'a major hazard at once, to the principal',
    now: '2026-10-15T10:35:00+08:00',
    input: major({ recipient: post(LIU.name, 'principal'), vacancies: [{ role: 'vice-principal', why: 'vacant' }] }),
  },
  {
    name: 'a major hazard at once, to the government',
    now: '2026-10-15T10:35:00+08:00',
    input: major({ recipient: post('唐国庆', 'government-safety-office') }),
  },
  {
    name: 'a major hazard at once, to the city',
    now: '2026-10-15T10:35:00+08:00',
    input: major({ recipient: post('周素云', 'city-bureau') }),
  },
  {
    name: 'a major hazard three days overdue, to the director',
    now: '2027-01-16T00:05:00+08:00',
    input: major({
      stepId: 'overdue-3d',
      rank: 3,
      daysOverdue: 3,
      proposal: 'listing',
      recipient: post('秦怀山', 'director'),
    }),
  },
  {
    name: 'a suspected major hazard awaiting the bureau',
    now: '2026-10-23T09:40:00+08:00',
    input: decision({ severity: 'alert', recipient: post('姜培根', 'safety-section') }),
  },
  {
    name: 'the same, to the principal',
    now: '2026-10-23T09:40:00+08:00',
    input: decision({ severity: 'alert', recipient: post(LIU.name, 'principal') }),
  },
  {
    name: 'the decision four hours late, to the deputy director',
    now: '2026-10-23T21:31:00+08:00',
    input: decision({
      stepId: 'overdue-4h',
      severity: 'critical',
      rank: 2,
      recipient: post('郭宏伟', 'deputy-director'),
    }),
  },
  {
    name: 'an alert not acknowledged, repeated',
    now: '2026-10-15T11:05:00+08:00',
    input: alert({
      obligationKind: 'acknowledge-alert',
      stepId: 'unacknowledged',
      severity: 'critical',
      about: BARS,
      dueAt: new Date('2026-10-15T11:05:00+08:00'),
      owner: LIU,
      recipient: post(LIU.name, 'principal'),
    }),
  },
  {
    name: 'the same after ninety minutes, to the safety section',
    now: '2026-10-15T12:35:00+08:00',
    input: alert({
      obligationKind: 'acknowledge-alert',
      stepId: 'unacknowledged-90m',
      severity: 'critical',
      rank: 1,
      about: BARS,
      dueAt: new Date('2026-10-15T11:05:00+08:00'),
      owner: LIU,
      recipient: post('姜培根', 'safety-section'),
    }),
  },
  {
    name: 'a plan to be filed, to the principal',
    now: '2026-10-15T11:00:00+08:00',
    input: major({
      obligationKind: 'file-plan',
      severity: 'alert',
      dueAt: new Date('2026-10-23T00:00:00+08:00'),
      owner: LIU,
      recipient: post(LIU.name, 'principal'),
    }),
  },
  {
    name: 'interim measures an hour late, to the deputy director',
    now: '2026-10-15T13:40:00+08:00',
    input: major({
      obligationKind: 'interim-measure',
      stepId: 'overdue-1h',
      rank: 2,
      dueAt: new Date('2026-10-15T12:35:00+08:00'),
      recipient: post('郭宏伟', 'deputy-director'),
    }),
  },
];
