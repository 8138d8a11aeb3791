import { type CheckId, type Duty } from './duty.js';
import { type LedgerExcerpt, type LedgerNumbers } from './ledger-numbers.js';
import { type Answers, isZero } from './read-answers.js';

/** 矛盾: what the form says and the ledger does not. */
export interface Contradiction {
  check: CheckId;
  reason: { zh: string; en: string };
}

type LedgerView = Pick<LedgerExcerpt, 'numbers' | 'surveyedOn' | 'surveyMissing' | 'suspected'>;

export interface Contradictions {
  refused: Contradiction[];
  contested: Contradiction[];
}

/** Numbers that a school cannot make smaller than the ledger without being asked why. */
const NOT_BELOW: readonly (keyof LedgerNumbers)[] = ['majorsNew', 'majorsOpen', 'generalsFound'];

/**
 * What in a form stands against the ledger, and whether the policy refuses it or files it as contested. Basis: the district's
 * work points ask for a zero only where there is nothing, and for a survey of major hazard sources at least once a quarter.
 */
export function contradictionsIn(
  duty: Pick<Duty, 'checks' | 'form'>,
  answers: Answers,
  ledger: LedgerView,
): Contradictions {
  const found = duty.checks.flatMap((check) => {
    const reason = REASONS[check.id](duty, answers, ledger);
    return reason ? [{ onFail: check.onFail, contradiction: { check: check.id, reason } }] : [];
  });
  const of = (onFail: 'refuse' | 'contest'): Contradiction[] =>
    found.filter((one) => one.onFail === onFail).map((one) => one.contradiction);
  return { refused: of('refuse'), contested: of('contest') };
}

type Reason = (duty: Pick<Duty, 'form'>, answers: Answers, ledger: LedgerView) => Contradiction['reason'] | undefined;

const REASONS: Record<CheckId, Reason> = {
  'zero-with-open-majors': (duty, answers, { numbers, suspected }) => {
    if (!isZero(duty as Duty, answers) || numbers.majorsOpen + numbers.majorsNew + suspected === 0) return undefined;
    return {
      zh: `台账中本季度有重大隐患（新增${numbers.majorsNew}处，未销号${numbers.majorsOpen}处，疑似${suspected}处），不能报“零”。`,
      en: `the ledger holds majors of this quarter (${numbers.majorsNew} new, ${numbers.majorsOpen} open, ${suspected} suspected), so it is no zero`,
    };
  },
  'edited-below-ledger': (_duty, answers, { numbers }) => {
    const below = NOT_BELOW.filter((field) => answers[field] !== undefined && Number(answers[field]) < numbers[field]);
    if (below.length === 0) return undefined;
    const shown = below.map((field) => `${field} ${String(answers[field])} < ${numbers[field]}`).join(', ');
    return { zh: `填报数小于台账数：${shown}。`, en: `reported below the ledger: ${shown}` };
  },
  'no-source-survey': (_duty, answers, { surveyedOn, surveyMissing }) => {
    const isWritten = !surveyMissing && (answers['surveyedOn'] ?? '') !== '';
    if (surveyedOn !== null || isWritten) return undefined;
    return {
      zh: '本季度没有重大危险源排查评估记录（每季度至少一次）。',
      en: 'no survey of major hazard sources was recorded in this quarter (at least one is owed)',
    };
  },
};
