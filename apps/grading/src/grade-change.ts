import { type GradeDecision } from '#hazards/grading/decide-grade.js';
import { type Grade } from '#hazards/grading/grade.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { type EventType } from '#contracts/routes.js';
import { type HazardChange, type ObligationOrder } from '#store/hazards/hazard-change.js';
import { type TextSuggestion } from './suggest-rules.js';

interface PersonEntry {
  readonly decision: { readonly to: Grade };
  readonly grounds: readonly string[];
}

export const peopleOf = (hazard: Readonly<Hazard>): readonly PersonEntry[] =>
  (hazard.gradeExplanation?.['people'] ?? []) as PersonEntry[];

/** What a person last decided on the hazard's grade, and the grounds that were before them. */
export function lastWord(hazard: Readonly<Hazard>): { grade: Grade; grounds: readonly string[] } | undefined {
  const last = peopleOf(hazard).at(-1);
  return last && { grade: last.decision.to, grounds: last.grounds };
}

/** A grading by rules, as it is stored, told and written into the history. */
export function changeOf(
  hazard: Readonly<Hazard>,
  decision: GradeDecision,
  suggestion: TextSuggestion,
  grade: Grade,
): HazardChange {
  const ruleIds = [...new Set(decision.matched.filter((one) => one.applies).map((one) => one.ruleId))];
  return {
    outcome: grade,
    set: {
      grade,
      rulePack: decision.rulePack,
      ruleIds,
      defaultPriority: decision.priority,
      requiredInterimMeasures: decision.interimMeasures,
      gradeExplanation: { decision, marked: suggestion.marked, people: peopleOf(hazard) },
    },
    events: [
      {
        type: hazard.grade === null ? 'hazard.graded' : 'hazard.regraded',
        data: {
          grade,
          ruleIds,
          rulePack: decision.rulePack,
          grounds: decision.grounds,
          interimMeasures: decision.interimMeasures,
        },
      },
    ],
    tell: toldOf(hazard.grade, grade),
  };
}

/** Who hears of a new grade: assignment always, escalation when a suspicion came up or went. */
export function toldOf(from: Grade | null, to: Grade, wasAsked = false): EventType[] {
  const concernsSuspicion = to === 'suspected-major' || from === 'suspected-major' || wasAsked;
  return ['hazard.graded', ...(concernsSuspicion ? (['hazard.suspected'] as const) : [])];
}

const OWED_FOR_MAJORS = ['interim-measure', 'file-plan'] as const;

/** Interim measures and a plan are owed for a major hazard alone; what is no longer one owes them no more. */
export const ordersFor = (from: Grade | null, to: Grade): ObligationOrder[] =>
  from === 'major' && to !== 'major'
    ? OWED_FOR_MAJORS.map((kind) => ({ order: 'change', kind, change: { kind: 'cancel' } }))
    : [];
