import { isCivilDate } from '#kernel/civil-date.js';
import { type DutyField, type Duty } from './duty.js';
import { type DutyPeriod } from './duty-period.js';

export type Answer = number | string | boolean;
export type Answers = Readonly<Record<string, Answer>>;

export interface AnswerError {
  /** JSON pointer below the answers. */
  path: string;
  message: string;
}

export type ReadAnswers = { kind: 'read'; answers: Answers } | { kind: 'refused'; errors: AnswerError[] };

const LARGEST = 1_000_000_000;
const LONGEST = 2_000;

/** Checks the answers of a form field by field; what is missing but required is asked for at signing, not before. */
export function readAnswers(duty: Duty, period: DutyPeriod, input: Readonly<Record<string, unknown>>): ReadAnswers {
  const errors: AnswerError[] = [];
  const answers: Record<string, Answer> = {};
  for (const [id, value] of Object.entries(input)) {
    const field = duty.form.fields.find((one) => one.id === id);
    const fault = field ? faultOf(field, value, period) : 'is not a field of this form';
    if (fault) errors.push({ path: `/${id.replaceAll('~', '~0').replaceAll('/', '~1')}`, message: fault });
    else answers[id] = value as Answer;
  }
  return errors.length > 0 ? { kind: 'refused', errors } : { kind: 'read', answers };
}

/** The required fields that have no answer yet. */
export const unanswered = (duty: Duty, answers: Answers): DutyField[] =>
  duty.form.fields.filter((field) => field.required === true && (answers[field.id] ?? '') === '');

/** True when every number that makes a report more than a zero is 0. */
export const isZero = (duty: Duty, answers: Answers): boolean =>
  duty.form.zeroWhen.every((id) => Number(answers[id] ?? 0) === 0);

function faultOf(field: DutyField, value: unknown, period: DutyPeriod): string | undefined {
  switch (field.kind) {
    case 'count':
      return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= LARGEST
        ? undefined
        : 'must be a whole number from 0; an explicit 0 where there is nothing';
    case 'yuan':
      return typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= LARGEST
        ? undefined
        : 'must be an amount in yuan from 0';
    case 'yes-no':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
    case 'date':
      if (!isCivilDate(value)) return 'must be a date that exists, such as 2026-12-15';
      return field.inPeriod && (value < period.firstDay || value > period.lastDay)
        ? `must lie in the period, from ${period.firstDay} to ${period.lastDay}`
        : undefined;
    case 'text':
      return typeof value === 'string' && value.length <= LONGEST
        ? undefined
        : `must be a text of at most ${LONGEST} characters`;
  }
}
