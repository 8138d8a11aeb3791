import { type Bilingual } from '../directory/bilingual.js';
import { PRIORITIES, type Priority } from '../deadlines/priority.js';
import { type Category } from '../grading/category.js';
import { type Grade } from '../grading/grade.js';
import { type ResponsibilityMap } from './responsibility-map.js';

export interface PriorityInput {
  category: Category;
  grade: Grade;
  /** The class that the matched grading rule names, if any. */
  ruleDefault?: Priority;
  /** See isRepeated. */
  repeated: boolean;
}

export type PriorityDecision =
  | { kind: 'class'; priority: Priority; bumped: boolean; explanation: Bilingual[] }
  | { kind: 'by-plan'; explanation: Bilingual[] };

/** True from the configured number of hazards of one category at one place in one term, the present one included. */
export const isRepeated = (occurrencesInTerm: number, map: ResponsibilityMap): boolean =>
  occurrencesInTerm >= map.priorities.repeatsInTerm;

/**
 * 整改优先级. The rule's class, else the category's, else the fallback; one class more urgent when the hazard came back
 * within the term. A major hazard, or one suspected of it, has no class: it runs on its plan and interim measures.
 * Own default: no norm sets these classes.
 */
export function priorityFor(input: PriorityInput, map: ResponsibilityMap): PriorityDecision {
  if (input.grade !== 'general') {
    return {
      kind: 'by-plan',
      explanation: [{ zh: '重大或疑似重大隐患按治理方案限期', en: 'major or suspected: by its plan' }],
    };
  }
  const { byCategory, fallback } = map.priorities;
  const base = input.ruleDefault ?? byCategory[input.category] ?? fallback;
  const source = input.ruleDefault
    ? { zh: `判定规则给定 ${base}`, en: `the grading rule names ${base}` }
    : { zh: `本类隐患默认 ${base}`, en: `default of the category is ${base}` };

  const moreUrgent = PRIORITIES[PRIORITIES.indexOf(base) - 1];
  if (!input.repeated || !moreUrgent) return { kind: 'class', priority: base, bumped: false, explanation: [source] };
  const repeat = {
    zh: `本学期同一部位重复出现，提为 ${moreUrgent}`,
    en: `repeated at the place in this term: ${moreUrgent}`,
  };
  return { kind: 'class', priority: moreUrgent, bumped: true, explanation: [source, repeat] };
}
