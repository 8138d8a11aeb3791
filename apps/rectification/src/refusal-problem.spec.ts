import { type Status } from '#hazards/lifecycle/status.js';
import { type MOVES } from '#hazards/lifecycle/transitions.js';
import { attemptOf, problemOf, type Refusal } from './refusal-problem.js';

const verifying = attemptOf({ status: 'assigned' }, 'verify-pass');

/** Every reason that a step of the closed loop can be refused for, with the status of its answer and what it must speak of. */
const ANSWERS: Record<Refusal, [number, RegExp]> = {
  'status-is-terminal': [409, /rejected.*report it anew/],
  'not-from-this-status': [409, /is assigned; this is possible while it is rectified\.$/],
  'other-stage': [409, /wait/],
  'role-may-not': [403, /leaders of the school, the zone officer or the education bureau\.$/],
  'bureau-only': [403, /education bureau/],
  'grade-undecided': [409, /decide the grade first/],
  'note-required': [409, /note/],
  'reason-required': [409, /why/],
  'verifier-is-owner': [403, /own.*somebody else/],
  'verifier-is-submitter': [403, /submitted.*somebody else/],
  'looker-is-owner': [403, /own.*somebody else/],
  'looker-is-submitter': [403, /submitted.*somebody else/],
  'looker-is-closer': [403, /closed.*somebody else/],
  'closes-separately': [409, /without close, then close it/],
  'not-in-rectification': [409, /is assigned; more time/],
  'already-expired': [409, /before it ends/],
  'already-pending': [409, /only one/],
  'none-pending': [409, /Nobody has asked/],
  'limit-reached': [409, /finish it or/],
  'immediate-hazard': [409, /close off the place/],
  'due-not-later': [409, /later/],
  'term-too-long': [409, /earlier one/],
  'requester-decides': [403, /somebody else/],
  'no-term': [409, /wait until/],
  'already-ended': [409, /is assigned; this is possible while it is open/],
  'not-major': [409, /decide the grade/],
  'already-listed': [409, /document number of its own/],
  'assessment-required': [409, /enclose the assessment/],
  'review-without-assessment': [409, /send it back/],
  'findings-required': [409, /review on site/],
  'not-listed': [409, /nothing to take it off/],
  'already-delisted': [409, /already/],
  'not-written-off': [409, /is assigned; it leaves the list after/],
  'delisted-later': [409, /future/],
  'delisted-before-listing': [409, /before the listing/],
  'lister-delists': [403, /government that listed/],
  'closer-delists': [403, /closed.*somebody else/],
  'listed-later': [409, /future/],
};

describe('the answer to a refused step', () => {
  it.each(Object.entries(ANSWERS) as [Refusal, [number, RegExp]][])('%s', (reason, [status, sentence]) => {
    const problem = problemOf(reason, verifying);
    expect(problem.status).toBe(status);
    expect(problem.detail).toMatch(sentence);
    expect(problem.detail).toMatch(/^[A-Z].*\.$/);
  });

  it.each<[Refusal, string]>([
    ['note-required', '/note'],
    ['reason-required', '/reason'],
    ['assessment-required', '/assessment'],
    ['findings-required', '/reason'],
  ])('names the field that lacks: %s', (reason, pointer) => {
    const { errors, detail } = problemOf(reason, verifying);
    expect(errors).toEqual([{ pointer, message: detail }]);
  });

  it('names no field where none would help', () => {
    expect(problemOf('closes-separately', verifying).errors).toBeUndefined();
  });

  it.each<[(typeof MOVES)[number], Status[]]>([
    ['progress', ['assigned', 'in-progress', 'returned', 'reopened']],
    ['submit', ['assigned', 'in-progress', 'returned', 'reopened', 'transferred']],
    ['close', ['verified']],
    ['look-back-fail', ['closed']],
  ])('knows when %s is possible', (move, statuses) => {
    expect(attemptOf({ status: 'reported' }, move).possibleIn).toEqual(statuses);
  });
});
