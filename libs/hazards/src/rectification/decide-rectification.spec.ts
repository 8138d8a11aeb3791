import { type Role } from '../directory/role.js';
import {
  decideClosure,
  decideProgress,
  decideStart,
  decideSubmission,
  decideVerification,
} from './decide-rectification.js';
import { type RectificationCase, type RectificationOutcome } from './rectification-case.js';

const now = new Date('2026-11-23T12:00:00+08:00');
const submittedAt = new Date('2026-11-20T17:00:00+08:00');
const person = (personId: string, role: Role) => ({ personId, role });
const chen = person('chen', 'canteen-head');
const wu = person('wu', 'vice-principal');
const zhou = person('zhou', 'zone-officer');
const sun = person('sun', 'safety-section');
const at = (more: Partial<RectificationCase>): RectificationCase => ({
  status: 'assigned',
  grade: 'general',
  ownerId: 'chen',
  submittedBy: null,
  submittedAt: null,
  ...more,
});
const waiting = (more: Partial<RectificationCase> = {}) =>
  at({ status: 'rectified', submittedBy: 'luo', submittedAt, ...more });
const ASSESSMENT = {
  by: 'own-experts',
  assessors: '何工',
  conclusion: '隐患已消除。',
  assessedAt: submittedAt,
} as const;
const named = (outcome: RectificationOutcome) => (outcome.kind === 'done' ? outcome.to : outcome.reason);

describe('the school acts', () => {
  it.each([
    ['start', decideStart(at({}), chen), 'in-progress'],
    ['start of what nobody has been given', decideStart(at({ status: 'graded' }), chen), 'not-from-this-status'],
    ['a note', decideProgress(at({}), { note: '已断电' }, chen), 'in-progress'],
    ['an empty note', decideProgress(at({}), { note: '  ' }, chen), 'note-required'],
    ['a submission', decideSubmission(at({}), { note: '已拆除' }, chen), 'rectified'],
    ['a submission without a word', decideSubmission(at({}), { note: '' }, chen), 'note-required'],
    ['a second submission', decideSubmission(waiting(), { note: '已拆除' }, chen), 'not-from-this-status'],
    [
      'an application for a major one without its assessment',
      decideSubmission(at({ grade: 'major' }), { note: '已拆除' }, chen),
      'assessment-required',
    ],
    [
      'an application for a suspected one, which no assessment can be asked for yet',
      decideSubmission(at({ grade: 'suspected-major' }), { note: '已拆除' }, chen),
      'rectified',
    ],
    [
      'an application without its assessment by who may not apply',
      decideSubmission(at({ grade: 'major' }), { note: '已拆除' }, sun),
      'role-may-not',
    ],
    ['a submission by the bureau', decideSubmission(at({}), { note: '已拆除' }, sun), 'role-may-not'],
  ])('%s', (_, outcome, expected) => {
    expect(named(outcome)).toBe(expected);
  });

  it.each([
    ['general', 'rectify'],
    ['suspected-major', 'rectify'],
    ['major', 'rectify-major'],
  ] as const)('a submission of a %s hazard lets the climb of %s rest and opens a verification', (grade, obligation) => {
    const assessment = grade === 'major' ? ASSESSMENT : undefined;
    expect(decideSubmission(at({ grade }), { note: '已拆除', assessment }, chen)).toMatchObject({
      effects: [
        { obligation, change: 'pause', reason: 'verification-pending' },
        { obligation: 'verify', change: 'open' },
      ],
    });
  });
});

describe('a verification', () => {
  const pass = { passed: true } as const;
  const passAndClose = { passed: true, close: true } as const;
  const reviewed = waiting({ grade: 'major', assessment: ASSESSMENT });
  const back = { passed: false, reason: '照片不清' } as const;

  it.each([
    ['by the vice-principal', decideVerification(waiting(), pass, wu, now), 'verified'],
    ['and closing in one step', decideVerification(waiting(), passAndClose, wu, now), 'closed'],
    ['by the zone officer', decideVerification(waiting(), passAndClose, zhou, now), 'closed'],
    ['by the owner', decideVerification(waiting({ ownerId: 'wu' }), pass, wu, now), 'verifier-is-owner'],
    ['by the submitter', decideVerification(waiting({ submittedBy: 'wu' }), pass, wu, now), 'verifier-is-submitter'],
    [
      'a return by the submitter',
      decideVerification(waiting({ submittedBy: 'wu' }), back, wu, now),
      'verifier-is-submitter',
    ],
    ['by a head of duty', decideVerification(waiting(), pass, person('luo2', 'logistics-head'), now), 'role-may-not'],
    ['major, by the school', decideVerification(waiting({ grade: 'major' }), pass, wu, now), 'bureau-only'],
    ['major, by the zone', decideVerification(waiting({ grade: 'major' }), pass, zhou, now), 'bureau-only'],
    ['major, by the bureau', decideVerification(reviewed, { ...pass, findings: '畅通。' }, sun, now), 'verified'],
    ['major, without findings', decideVerification(reviewed, pass, sun, now), 'findings-required'],
    [
      'major, with empty findings',
      decideVerification(reviewed, { ...pass, findings: ' ' }, sun, now),
      'findings-required',
    ],
    [
      'major, without an assessment',
      decideVerification(waiting({ grade: 'major' }), { ...pass, findings: '畅通。' }, sun, now),
      'review-without-assessment',
    ],
    [
      'major, closing at once',
      decideVerification(waiting({ grade: 'major' }), passAndClose, sun, now),
      'closes-separately',
    ],
    [
      'major, closing at once by the school',
      decideVerification(waiting({ grade: 'major' }), passAndClose, wu, now),
      'bureau-only',
    ],
    [
      'suspected, closing at once',
      decideVerification(waiting({ grade: 'suspected-major' }), passAndClose, sun, now),
      'grade-undecided',
    ],
    ['a return', decideVerification(waiting(), back, wu, now), 'returned'],
    [
      'a return without reason',
      decideVerification(waiting(), { passed: false, reason: ' ' }, wu, now),
      'reason-required',
    ],
    ['of what was not submitted', decideVerification(at({}), pass, wu, now), 'not-from-this-status'],
  ])('%s', (_, outcome, expected) => {
    expect(named(outcome)).toBe(expected);
  });

  it('keeps the duty of the verifier open until the hazard is closed', () => {
    expect(decideVerification(waiting(), pass, wu, now)).toMatchObject({ moves: ['verify-pass'], effects: [] });
  });

  it('lets the term climb again after a return', () => {
    expect(decideVerification(waiting(), back, wu, now)).toMatchObject({
      moves: ['verify-return'],
      effects: [
        { obligation: 'verify', change: 'meet', asOf: now },
        { obligation: 'rectify', change: 'resume', reason: 'verification-pending' },
      ],
    });
  });

  it('meets the term as of the submission, not of the look at it', () => {
    expect(decideVerification(waiting(), passAndClose, wu, now)).toMatchObject({
      moves: ['verify-pass', 'close'],
      effects: [
        { obligation: 'verify', change: 'meet', asOf: now },
        { obligation: 'rectify', change: 'meet', asOf: submittedAt },
        { obligation: 'decide-extension', change: 'cancel' },
      ],
    });
  });
});

describe('closing', () => {
  const verified = (more: Partial<RectificationCase> = {}) => waiting({ status: 'verified', ...more });
  it.each([
    ['a general hazard by the school', decideClosure(verified(), wu, now), 'closed'],
    ['by its owner', decideClosure(verified({ ownerId: 'wu' }), wu, now), 'verifier-is-owner'],
    ['before it is verified', decideClosure(waiting(), wu, now), 'not-from-this-status'],
    [
      'a major one by the principal',
      decideClosure(verified({ grade: 'major' }), person('li', 'principal'), now),
      'bureau-only',
    ],
    ['a major one by the zone', decideClosure(verified({ grade: 'major' }), zhou, now), 'bureau-only'],
    ['a major one by the bureau', decideClosure(verified({ grade: 'major' }), sun, now), 'closed'],
    [
      'a suspected one by the bureau',
      decideClosure(verified({ grade: 'suspected-major' }), sun, now),
      'grade-undecided',
    ],
  ])('%s', (_, outcome, expected) => {
    expect(named(outcome)).toBe(expected);
  });

  it('meets the obligation of its grade', () => {
    expect(decideClosure(verified({ grade: 'major' }), sun, now)).toMatchObject({
      effects: [
        { obligation: 'verify', change: 'meet', asOf: now },
        { obligation: 'rectify-major', change: 'meet', asOf: submittedAt },
        { obligation: 'decide-extension', change: 'cancel' },
        { obligation: 'file-plan', change: 'cancel' },
        { obligation: 'interim-measure', change: 'cancel' },
      ],
    });
  });
});
