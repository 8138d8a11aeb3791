import { readFileSync } from 'node:fs';
import { type Permission } from '#hazards/directory/permissions.js';

/** What a request names. Each stands at one organisation, and by that it lies inside or outside of a caller's subtree. */
export type Resource =
  | 'organisation'
  | 'school'
  | 'office'
  | 'person'
  | 'post'
  | 'delegation'
  | 'absence'
  | 'hazard'
  | 'composite-case'
  | 'delivery'
  | 'alert'
  | 'duty-order'
  | 'rule-pack';

/** Something of one organisation, as a request would name it. */
export interface Target {
  /** Of the organisation. */
  readonly code: string;
  /** Of the resource; the code once more for an organisation. */
  readonly id: string;
  /** The second id of an address that has two. */
  readonly innerId?: string;
  /** A number of its own for each request, for what may exist once. */
  readonly serial: number;
}

export interface Send {
  readonly type?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface AccessRow {
  /** Who may call: anybody, anybody signed in, or whoever has this permission. */
  readonly by: 'public' | 'signed-in' | Permission;
  /** What the request names; absent where it names nothing that belongs to anybody. */
  readonly names?: Resource;
  /** Where it names it; in the path when absent. A function of `send` puts it into a body. */
  readonly in?: 'path' | 'body' | `query:${string}`;
  /** On a person: the permission that others than the person need. Without it, and outside, there is nothing: 404. */
  readonly othersNeed?: Permission;
  /**
   * Outside of the subtree, where it is not 404: a list without items, a refused file, a file whose every line is refused, or a
   * body with whose faults the answer begins, whoever asks.
   */
  readonly outside?: 'empty-list' | 'refused-file' | 'refused-lines' | 'refused-body';
  /** Values of path parameters that name nothing of anybody. */
  readonly with?: Readonly<Record<string, string>>;
  /** What to send, where the example of the API document will not do. */
  readonly send?: (target: Target) => Send;
  /** Each allowed request uses its resource up, so it gets one of its own. */
  readonly usesUp?: boolean;
  /** Statuses of an allowed request, where they are not of the usual ones. */
  readonly answers?: readonly number[];
}

const csv = (...lines: string[]): Send => ({ type: 'text/csv', body: `${lines.join('\n')}\n` });
const everybodys = (by: Permission): AccessRow => ({ by });
/** A list of one subtree, which the query names. */
const under = (by: Permission, more: Partial<AccessRow> = {}): AccessRow => ({
  by,
  names: 'organisation',
  in: 'query:under',
  ...more,
});
const ofHazard = (by: Permission): AccessRow => ({ by, names: 'hazard' });

const THIRD_QUARTER = { with: { quarter: '2026Q3', dutyId: 'zero-report', period: '2026Q3' } };
const NOTHING_TO_SEND = { send: (): Send => ({}) };
/** What a school owes for a quarter, by its own address or as one of the duties. */
const zeroReport = (by: Permission): AccessRow => {
  const sent = by === 'zero-report.sign' ? NOTHING_TO_SEND : {};
  return { by, names: 'school', ...THIRD_QUARTER, ...sent };
};
const evidence = (by: Permission): AccessRow => ({
  ...zeroReport(by),
  with: { ...THIRD_QUARTER.with, kind: 'source-list', fileId: '0190a5b0-7c3e-7000-8000-000000000000' },
});
const DUTIES = JSON.parse(readFileSync('libs/hazards/policies/duties.json', 'utf8')) as { duties: { id: string }[] };
const DRILL = DUTIES.duties.find(({ id }) => id === 'term-drill');

/**
 * Every operation of the API document and who may call it. A new operation needs a row here: without one the test fails, since
 * nobody would notice otherwise who can reach it.
 */
export const ACCESS_MATRIX: Readonly<Record<string, AccessRow>> = {
  'GET /health/live': { by: 'public' },
  'GET /health/ready': { by: 'public' },
  'GET /metrics': { by: 'public' },
  'GET /openapi.json': { by: 'public' },
  'GET /docs': { by: 'public' },

  'POST /v1/sessions': { by: 'public', answers: [401, 429] },
  'DELETE /v1/sessions/current': { by: 'signed-in', usesUp: true },
  'GET /v1/me': { by: 'signed-in' },
  'PUT /v1/me/password': { by: 'signed-in' },

  'GET /v1/organisations': under('organisation.read'),
  'GET /v1/organisations/{code}': { by: 'organisation.read', names: 'organisation' },
  'GET /v1/organisations/{code}/history': { by: 'history.verify', names: 'organisation' },
  'PATCH /v1/organisations/{code}': { by: 'organisation.import', names: 'organisation' },
  'POST /v1/organisations/import': {
    by: 'organisation.import',
    names: 'organisation',
    in: 'body',
    outside: 'refused-file',
    send: ({ code, serial }) => csv('code,name,kind,parentCode,zone', `M${serial},新校${serial},kindergarten,${code},`),
  },
  'GET /v1/organisations/{code}/posts': { by: 'organisation.read', names: 'organisation' },
  'POST /v1/organisations/{code}/posts': { by: 'post.manage', names: 'organisation' },

  'GET /v1/people': under('organisation.read'),
  'GET /v1/people/{id}': { by: 'organisation.read', names: 'person' },
  'PATCH /v1/people/{id}': { by: 'people.import', names: 'person' },
  'POST /v1/people/{id}/password-reset': { by: 'people.import', names: 'person' },
  'POST /v1/people/import': {
    by: 'people.import',
    names: 'organisation',
    in: 'body',
    outside: 'refused-file',
    send: ({ code, serial }) =>
      csv('username,name,phone,email,post,organisationCode', `new.${serial},新人,,,auditor,${code}`),
  },
  'GET /v1/people/{id}/absences': { by: 'signed-in', names: 'person', othersNeed: 'delegation.manage' },
  'POST /v1/people/{id}/absences': { by: 'signed-in', names: 'person', othersNeed: 'delegation.manage' },
  'DELETE /v1/people/{id}/absences/{absenceId}': {
    by: 'signed-in',
    names: 'absence',
    othersNeed: 'delegation.manage',
    usesUp: true,
  },
  'DELETE /v1/posts/{id}': { by: 'post.manage', names: 'post', usesUp: true },
  'GET /v1/posts/{id}/delegations': { by: 'organisation.read', names: 'post' },
  'POST /v1/posts/{id}/delegations': { by: 'delegation.manage', names: 'post' },
  'DELETE /v1/delegations/{id}': { by: 'delegation.manage', names: 'delegation', usesUp: true },

  'POST /v1/hazards': {
    by: 'hazard.report',
    names: 'organisation',
    in: 'body',
    send: ({ code }) => ({
      body: {
        organisationCode: code,
        place: { site: '主校区' },
        category: 'fire',
        description: '消火栓箱前堆放杂物。',
      },
    }),
    // An organisation inside that is no school is named as the fault, which only tells what the caller sees anyway.
    answers: [201, 400],
  },
  'GET /v1/hazards': under('hazard.read', { outside: 'empty-list' }),
  'GET /v1/hazards/{id}': ofHazard('hazard.read'),
  'GET /v1/hazards/{id}/timeline': ofHazard('hazard.read'),
  'GET /v1/hazards/{id}/grade': ofHazard('hazard.read'),
  'GET /v1/hazards/{id}/deadline': ofHazard('hazard.read'),
  'POST /v1/hazards/{id}/grade-decisions': ofHazard('hazard.grade-decide'),

  'POST /v1/hazards/{id}/progress': ofHazard('hazard.rectify'),
  'POST /v1/hazards/{id}/interim-measures': ofHazard('hazard.rectify'),
  'POST /v1/hazards/{id}/plan': ofHazard('hazard.rectify'),
  'POST /v1/hazards/{id}/rectification': ofHazard('hazard.rectify'),
  'POST /v1/hazards/{id}/verification': ofHazard('hazard.verify'),
  'POST /v1/hazards/{id}/closure': ofHazard('hazard.close'),
  'POST /v1/hazards/{id}/look-backs': ofHazard('hazard.look-back'),
  'POST /v1/hazards/{id}/extension-requests': ofHazard('hazard.rectify'),
  'POST /v1/hazards/{id}/extension-requests/decision': ofHazard('hazard.extension-decide'),
  'POST /v1/hazards/{id}/transfers': ofHazard('transfer'),
  'POST /v1/hazards/{id}/transfers/return': ofHazard('transfer'),
  'POST /v1/hazards/{id}/supervision': ofHazard('supervision'),
  'POST /v1/hazards/{id}/supervision/delisting': ofHazard('supervision'),

  'POST /v1/hazards/{id}/rejection': ofHazard('tip-off.handle'),
  'GET /v1/hazards/{id}/rejection': { by: 'tip-off.handle', names: 'hazard', answers: [404] },

  'POST /v1/hazards/import': {
    by: 'hazard.report',
    names: 'organisation',
    in: 'body',
    outside: 'refused-lines',
    send: ({ code, serial }) =>
      csv('organisationCode,site,category,description', `${code},主校区,fire,台账第${serial}条`),
  },
  // Anybody may tell of a hazard at any school; the address is asked to be slow about it.
  'POST /v1/tip-offs': { by: 'public', answers: [201, 400, 429] },
  'GET /v1/tip-offs/{trackingCode}': {
    by: 'public',
    with: { trackingCode: 'mM2zv0Qk7bYw3Jp1RfXc9g' },
    answers: [404, 429],
  },

  'GET /v1/composite-cases': under('hazard.read', { outside: 'empty-list' }),
  'GET /v1/composite-cases/{id}': { by: 'hazard.read', names: 'composite-case' },
  'POST /v1/composite-cases/{id}/dissolution': { by: 'hazard.grade-decide', names: 'composite-case' },

  'GET /v1/rule-packs': everybodys('rule-pack.read'),
  // Nothing is wrong with the caller when only the pack is.
  'POST /v1/rule-packs': { by: 'rule-pack.draft', send: () => ({ body: {} }), answers: [400] },
  'GET /v1/rule-packs/{id}': { by: 'rule-pack.read', names: 'rule-pack' },
  'PUT /v1/rule-packs/{id}': {
    by: 'rule-pack.draft',
    names: 'rule-pack',
    send: () => ({ body: {} }),
    answers: [400],
    outside: 'refused-body',
  },
  'POST /v1/rule-packs/{id}/validation': { by: 'rule-pack.read', names: 'rule-pack' },
  'POST /v1/rule-packs/{id}/publication': { by: 'rule-pack.publish', names: 'rule-pack' },
  'GET /v1/rule-packs/{id}/overrides': { by: 'rule-pack.replay', names: 'rule-pack' },
  'POST /v1/rule-packs/{id}/replay': { by: 'rule-pack.replay', names: 'rule-pack' },
  'GET /v1/rule-packs/{id}/replays/{replayId}': { by: 'rule-pack.replay', answers: [404] },

  'GET /v1/quarters/{quarter}/zero-reports': under('zero-report.read', THIRD_QUARTER),
  'GET /v1/quarters/{quarter}/zero-reports/{organisationCode}': zeroReport('zero-report.read'),
  'GET /v1/quarters/{quarter}/zero-reports/{organisationCode}/editions': zeroReport('zero-report.read'),
  'GET /v1/quarters/{quarter}/zero-reports/{organisationCode}/timeline': zeroReport('zero-report.read'),
  'PUT /v1/quarters/{quarter}/zero-reports/{organisationCode}': zeroReport('zero-report.draft'),
  'POST /v1/quarters/{quarter}/zero-reports/{organisationCode}/signature': zeroReport('zero-report.sign'),
  'POST /v1/quarters/{quarter}/zero-reports/{organisationCode}/return': zeroReport('zero-report.return'),
  'POST /v1/quarters/{quarter}/zero-reports/{organisationCode}/acceptance': zeroReport('zero-report.return'),
  'POST /v1/quarters/{quarter}/zero-reports/{organisationCode}/excuse': zeroReport('zero-report.return'),
  'GET /v1/quarters/{quarter}/roll-up': under('roll-up.read', THIRD_QUARTER),
  'GET /v1/years/{year}/roll-up': under('roll-up.read', { with: { year: '2026' } }),
  'POST /v1/quarters/{quarter}/roll-up/{organisationCode}/signature': {
    by: 'roll-up.read',
    names: 'office',
    ...THIRD_QUARTER,
    ...NOTHING_TO_SEND,
  },
  // The figures of a year are owed from its December on; before that there is nothing to sign anywhere.
  'POST /v1/years/{year}/roll-up/{organisationCode}/signature': {
    by: 'roll-up.read',
    names: 'office',
    with: { year: '2026' },
    answers: [404],
    ...NOTHING_TO_SEND,
  },
  'GET /v1/quarters/{quarter}/readiness': under('zero-report.return', THIRD_QUARTER),

  'GET /v1/duties': everybodys('policy.read'),
  'POST /v1/duties': {
    by: 'policy.publish',
    names: 'organisation',
    in: 'body',
    send: ({ code, serial }) => ({ body: { organisationCode: code, duty: { ...DRILL, id: `drill-${serial}` } } }),
  },
  'POST /v1/duties/{dutyId}/orders': {
    by: 'zero-report.return',
    names: 'organisation',
    in: 'body',
    with: { dutyId: 'term-drill' },
    send: ({ code }) => ({ body: { organisationCode: code, from: '2030-03-01', until: '2030-03-02' } }),
  },
  'POST /v1/duty-orders/{id}/end': { by: 'zero-report.return', names: 'duty-order' },
  'POST /v1/schools/{organisationCode}/inspections': {
    by: 'zero-report.draft',
    names: 'school',
    send: () => ({ body: { kind: 'patrol', inspectedOn: '2026-01-05', area: '教学楼', people: ['李强'] } }),
  },
  'GET /v1/schools/{organisationCode}/inspections': { by: 'zero-report.read', names: 'school' },
  'POST /v1/schools/{organisationCode}/changes': {
    by: 'zero-report.return',
    names: 'school',
    send: () => ({ body: { kind: 'suspended', from: '2033-03-01', until: '2033-03-02', reason: '停课检修。' } }),
  },
  'GET /v1/duties/{dutyId}/periods/{period}/filings': under('zero-report.read', THIRD_QUARTER),
  'GET /v1/duties/{dutyId}/periods/{period}/filings/{organisationCode}': zeroReport('zero-report.read'),
  'PUT /v1/duties/{dutyId}/periods/{period}/filings/{organisationCode}': zeroReport('zero-report.draft'),
  'POST /v1/duties/{dutyId}/periods/{period}/filings/{organisationCode}/signature': zeroReport('zero-report.draft'),
  'POST /v1/duties/{dutyId}/periods/{period}/filings/{organisationCode}/return': zeroReport('zero-report.return'),
  'DELETE /v1/duties/{dutyId}/periods/{period}/filings/{organisationCode}/links': zeroReport('zero-report.draft'),
  'POST /v1/duties/{dutyId}/periods/{period}/filings/{organisationCode}/evidence/{kind}': {
    ...evidence('zero-report.draft'),
    send: () => ({ type: 'application/pdf', body: '%PDF-1.4' }),
  },
  // No file is attached there; whose filing it is decides all the same who is told 403.
  'GET /v1/duties/{dutyId}/periods/{period}/filings/{organisationCode}/files/{fileId}': {
    ...evidence('zero-report.read'),
    answers: [404],
  },
  'DELETE /v1/duties/{dutyId}/periods/{period}/filings/{organisationCode}/files/{fileId}':
    evidence('zero-report.draft'),

  'GET /v1/deliveries': everybodys('delivery.read'),
  'POST /v1/deliveries/{id}/replay': { by: 'delivery.replay', names: 'delivery' },
  'GET /v1/alerts': everybodys('alert.read'),
  'POST /v1/alerts/{id}/acknowledgement': { by: 'alert.acknowledge', names: 'alert' },

  'POST /v1/clock': { by: 'clock.advance', send: () => ({ body: { advance: 'PT1S' } }) },
  'GET /v1/escalation-policies': everybodys('policy.read'),
  'POST /v1/escalation-policies': everybodys('policy.publish'),
  'GET /v1/calendars/{year}': { by: 'calendar.read', with: { year: '2026' } },
  'PUT /v1/calendars/{year}': { by: 'calendar.publish', with: { year: '2031' } },
};
