import { type Category } from '../category.js';
import { type Grade } from '../grade.js';
import { type RuleClass } from '../rule-pack.js';
import { type Matcher } from './matcher.js';
import { matchText, type TextMatch } from './match-text.js';
import { type ReportPlace } from './read-report.js';

/** What grading by text needs to know of a rule. */
export interface GradedRule {
  readonly id: string;
  readonly class: RuleClass;
}

export interface TextReport {
  readonly text: string;
  readonly category?: Category | null;
  readonly place?: ReportPlace | null;
}

export interface TextGrade {
  readonly grade: Grade;
  readonly ruleIds: readonly string[];
  /** Marked words in reading order, each once. */
  readonly matched: readonly string[];
}

/**
 * Grades a report on which nothing was ticked. Words alone never make a hazard major (重大): a hit on a rule of direct
 * judgement makes it suspected major (疑似重大) and asks a person; elements of combined judgement and all else are general.
 */
export function gradeText(report: TextReport, rules: ReadonlyMap<string, GradedRule>, matcher: Matcher): TextGrade {
  const matches = matchText(report.text, report.place ?? null, report.category ?? null, matcher);
  const grade = matches.some((match) => isDirect(match, rules)) ? 'suspected-major' : 'general';
  const spans = matches.flatMap((match) => match.spans).sort((a, b) => a.start - b.start || a.end - b.end);
  return {
    grade,
    ruleIds: matches.map((match) => match.ruleId).sort(),
    matched: [...new Set(spans.map((span) => span.word))],
  };
}

const DIRECT: ReadonlySet<RuleClass> = new Set(['direct', 'direct-unverified']);

function isDirect(match: TextMatch, rules: ReadonlyMap<string, GradedRule>): boolean {
  return DIRECT.has(match.class ?? rules.get(match.ruleId)?.class ?? 'general');
}
