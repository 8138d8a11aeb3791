import { type RoleClass } from '#hazards/directory/role-class.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { type Status } from '#hazards/lifecycle/status.js';
import { type Move, TRANSITIONS } from '#hazards/lifecycle/transitions.js';
import { type DelistingRefusal } from '#hazards/rectification/decide-delisting.js';
import { type ExtensionRefusal } from '#hazards/rectification/decide-extension.js';
import { type HandRefusal } from '#hazards/rectification/hazard-hands.js';
import { type RectificationRefusal } from '#hazards/rectification/rectification-case.js';
import { Problem } from '#platform/http/problem.js';

export type Refusal =
  | RectificationRefusal
  | ExtensionRefusal
  | HandRefusal
  | DelistingRefusal
  | 'no-term'
  | 'already-ended'
  | 'not-major'
  | 'already-listed'
  | 'listed-later';

/** What somebody tried, as far as a refusal has to speak of it. */
export interface Attempt {
  readonly status: Status;
  readonly possibleIn: readonly Status[];
  readonly doneBy: readonly RoleClass[];
}

const WHO: Record<RoleClass, string> = {
  system: 'the system',
  public: 'reporters',
  duty: 'the owner and the heads of duty of the school',
  leader: 'the safety officer and the leaders of the school',
  zone: 'the zone officer',
  bureau: 'the education bureau',
  government: 'the government’s safety office',
  department: 'the department that took the hazard over',
  office: 'administrators and auditors',
};

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

const SENTENCES: Record<Refusal, string | ((attempt: Attempt) => string)> = {
  'status-is-terminal': 'The hazard was rejected and stays so; report it anew if it exists.',
  'not-from-this-status': ({ status, possibleIn }) =>
    `The hazard is ${status}; this is possible while it is ${listed(possibleIn)}.`,
  'other-stage': 'Another part of the system makes this step by itself; wait for it.',
  'role-may-not': ({ doneBy }) =>
    `None of your posts here entitles to this; it is for ${listed(doneBy.map((one) => WHO[one]))}.`,
  'bureau-only':
    'The hazard is major or suspected of it: only the education bureau or the levels above it may do this.',
  'grade-undecided': 'The bureau has not decided whether the hazard is major; decide the grade first.',
  'note-required': 'Say in the note what was done.',
  'reason-required': 'Say why in the reason.',
  'verifier-is-owner': 'You own this hazard, so somebody else has to verify and close it.',
  'verifier-is-submitter': 'You submitted this rectification, so somebody else has to verify and close it.',
  'looker-is-owner': 'You own this hazard, so somebody else has to look back at it.',
  'looker-is-submitter': 'You submitted its rectification, so somebody else has to look back at it.',
  'looker-is-closer': 'You closed this hazard, so somebody else has to look back at it.',
  'closes-separately':
    'A hazard that is not general is closed in a step of its own: verify it without close, then close it.',
  'not-in-rectification': ({ status, possibleIn }) =>
    `The hazard is ${status}; more time can be asked for while it is ${listed(possibleIn)}.`,
  'already-expired': 'The term is over; more time can only be asked for before it ends.',
  'already-pending': 'A request for more time is waiting for its answer; only one can wait at a time.',
  'none-pending': 'Nobody has asked for more time, so there is nothing to decide.',
  'limit-reached':
    'The term of this hazard was extended as often as is allowed; finish it or have the hazard transferred.',
  'immediate-hazard': 'A hazard of class P0 is made safe at once; close off the place instead of asking for more time.',
  'due-not-later': 'The new due time has to be later than the one that stands.',
  'term-too-long': 'The new due time lies beyond the longest term that is allowed; ask for an earlier one.',
  'requester-decides': 'You asked for this extension, so somebody else has to decide on it.',
  'no-term': 'The hazard has no due time yet; wait until it is assigned.',
  'already-ended': ({ status }) => `The hazard is ${status}; this is possible while it is open.`,
  'not-major': 'This is for major hazards alone; have the bureau decide the grade first if it ought to be one.',
  'already-listed': 'This document is recorded already; a new listing has a document number of its own.',
  'assessment-required':
    'For a major hazard this is the written application for review: enclose the assessment of what was done.',
  'review-without-assessment':
    'The hazard became major after it was submitted; send it back, so that the school applies with its assessment.',
  'findings-required': 'Say in the reason what the review on site found; it stays in the record of a major hazard.',
  'not-listed': 'No government has listed this hazard, so there is nothing to take it off.',
  'already-delisted': 'The hazard is off the list already.',
  'not-written-off': ({ status }) => `The hazard is ${status}; it leaves the list after the bureau has closed it.`,
  'delisted-later': 'The day of delisting lies in the future; record it when it has been issued.',
  'delisted-before-listing': 'The day of delisting lies before the listing.',
  'lister-delists':
    'The bureau closes, the government that listed delists: its safety office, or the city or province for their own lists.',
  'closer-delists': 'You closed this hazard, so somebody else has to take it off the list.',
  'listed-later': 'The day of listing lies in the future; record the listing when it has been issued.',
};

/** The field of the body that the standing of the hazard asks for, where it is one that lacks. */
const LACKING: Partial<Record<Refusal, string>> = {
  'note-required': '/note',
  'reason-required': '/reason',
  'assessment-required': '/assessment',
  'findings-required': '/reason',
};

/** Refusals of the person rather than of the moment: waiting changes nothing, somebody else has to act. */
const PERSONAL: ReadonlySet<Refusal> = new Set([
  'role-may-not',
  'bureau-only',
  'verifier-is-owner',
  'verifier-is-submitter',
  'looker-is-owner',
  'looker-is-submitter',
  'looker-is-closer',
  'lister-delists',
  'closer-delists',
  'requester-decides',
]);

/** The answer to a refused step: 403 when another person may do it, 409 when the hazard is not where the step needs it. */
export function problemOf(reason: Refusal, attempt: Attempt): Problem {
  const sentence = SENTENCES[reason];
  const detail = typeof sentence === 'string' ? sentence : sentence(attempt);
  if (PERSONAL.has(reason)) return Problem.forbidden(detail);
  const pointer = LACKING[reason];
  return Problem.conflict(detail, pointer === undefined ? undefined : [{ pointer, message: detail }]);
}

/** The attempt to make a move of the table of transitions. */
export function attemptOf({ status }: Pick<Hazard, 'status'>, move: Move): Attempt {
  const rows = TRANSITIONS.filter((row) => row.move === move);
  return {
    status,
    possibleIn: [...new Set(rows.flatMap((row) => row.from))],
    doneBy: [...new Set(rows.flatMap((row) => row.by))],
  };
}
