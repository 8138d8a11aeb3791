import { type Duty } from './duty.js';
import { type DutyPeriod, periodText } from './duty-period.js';
import { LEDGER_FIELDS, type LedgerExcerpt } from './ledger-numbers.js';
import { type Contradiction } from './contradictions.js';
import { type Evidence } from './evidence.js';
import { type FiledAs } from './filing-standing.js';
import { type Answers } from './read-answers.js';

/** What a school has written so far. */
export interface FilingDraft {
  answers: Answers;
  comments: string;
  /** Why an already filed report is corrected; absent for the first edition. */
  correction?: string;
  filledBy: string;
  ledger: LedgerExcerpt | null;
  evidence?: readonly Evidence[];
}

/** A number that the school changed: both stay. */
export interface Edit {
  field: string;
  ledger: number;
  reported: number;
}

/** The content that is signed and hashed. Nothing is added to it or taken from it later. */
export interface FilingContent {
  duty: string;
  dutyVersion: string;
  period: string;
  organisation: { code: string; name: string };
  edition: number;
  answers: Answers;
  comments: string;
  correction: string | null;
  ledger: LedgerExcerpt | null;
  edits: Edit[];
  filedAs: FiledAs;
  contested: Contradiction[];
  /** Absent in what was signed before files could be attached. */
  evidence?: readonly Evidence[];
  /** What a bureau sums up, where the form is a roll-up. */
  figures?: unknown;
  filledBy: string;
  signedBy: string;
  signedRole: string;
  statement: string;
  signedAt: string;
}

/** 2026年第四季度零报告. */
export const filingTitle = (duty: Pick<Duty, 'cadence' | 'label'>, period: DutyPeriod): string =>
  `${periodText(duty.cadence, period)}${duty.label.zh}`;

/** The answers with which a form begins: the ledger's, as far as the form asks for them. */
export function firstAnswers(duty: Duty, ledger: LedgerExcerpt | null): Answers {
  if (!ledger) return {};
  const numbers: Readonly<Record<string, number>> = { ...ledger.numbers };
  const known = duty.form.fields.flatMap(({ id }) => (numbers[id] === undefined ? [] : [[id, numbers[id]] as const]));
  const surveyed = ledger.surveyedOn && duty.form.fields.some(({ id }) => id === 'surveyedOn');
  return { ...Object.fromEntries(known), ...(surveyed ? { surveyedOn: ledger.surveyedOn ?? '' } : {}) };
}

/** The answers as they stand: the draft's; else what was signed before, over the ledger's own. */
export const answersSoFar = (
  duty: Duty,
  { draft, content }: { draft: Pick<FilingDraft, 'answers'> | null; content: Pick<FilingContent, 'answers'> | null },
  ledger: LedgerExcerpt | null,
): Answers => draft?.answers ?? { ...firstAnswers(duty, ledger), ...content?.answers };

/** Where the school's number is not the ledger's. */
export function editsOf(answers: Answers, ledger: LedgerExcerpt | null): Edit[] {
  if (!ledger) return [];
  return LEDGER_FIELDS.flatMap((field) => {
    const reported = answers[field];
    const number = ledger.numbers[field];
    return typeof reported === 'number' && reported !== number ? [{ field, ledger: number, reported }] : [];
  });
}

/** 签字声明: the sentence that the signer answers for. Basis: the principal signs as the first person responsible. */
export function statementFor(title: string, organisation: string, filedAs: FiledAs): string {
  const what =
    filedAs === 'zero'
      ? '经组织排查，本期未发现重大隐患和一般隐患，无重大危险源，现报“零”'
      : '经组织排查，本期隐患和重大危险源情况如表所列';
  return `我已核对${organisation}的${title}：${what}。本人对内容的真实性和完整性负责。`;
}
