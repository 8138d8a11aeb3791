import { type Category } from '../category.js';
import { type RuleClass } from '../rule-pack.js';
import { type Matcher, type Pattern } from './matcher.js';
import { type FoundWords, findWords, type Search } from './find-words.js';
import { readReport, type ReadReport, type ReportPlace } from './read-report.js';
import { scopesOf } from './sense.js';

/** A piece of the original text, in UTF-16 units, and how it was read. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
  readonly word: string;
}

/** A rule that a text suggests, and the words that suggest it. */
export interface TextMatch {
  readonly ruleId: string;
  /** 1 when one clause says it all; less when words lie further apart or the place had to supply one. */
  readonly score: number;
  readonly spans: readonly TextSpan[];
  /** Denied, mended and merely taught hazards are left out, so what is listed stands. */
  readonly negated: false;
  /** Set when the wording shows another degree of the rule than the rule's own class. */
  readonly class?: RuleClass;
}

/** The rules that a free text suggests, best first. A suggestion to people, never a verdict: see 0005 in the decisions. */
export function matchText(
  text: string,
  place: ReportPlace | null,
  category: Category | null,
  matcher: Matcher,
): TextMatch[] {
  const report = readReport(text, place, category, matcher);
  const search: Search = { report, scopes: scopesOf(report, matcher.labels), labels: matcher.labels };
  const byRule = new Map<string, TextMatch>();
  for (const pattern of matcher.patterns) {
    const found = findWords(pattern, search);
    if (found) byRule.set(pattern.ruleId, join(byRule.get(pattern.ruleId), matchFrom(pattern, found, text, report)));
  }
  return [...byRule.values()].sort((a, b) => b.score - a.score || (a.ruleId < b.ruleId ? -1 : 1));
}

function matchFrom(pattern: Pattern, found: FoundWords, text: string, { normal }: ReadReport): TextMatch {
  const spans = found.words.map((hit) => {
    const start = normal.start[hit.start] ?? 0;
    const end = normal.end[hit.end - 1] ?? start;
    return { start, end, word: text.slice(start, end) };
  });
  const score = Math.max(0.4, 1 - 0.15 * found.clausesCrossed - (found.isSupplied ? 0.1 : 0));
  return { ruleId: pattern.ruleId, score, spans, negated: false, class: pattern.class };
}

/** Several wordings of one rule: the spans of all, the highest score, and the graver class. */
function join(known: TextMatch | undefined, next: TextMatch): TextMatch {
  const spans = new Map([...(known?.spans ?? []), ...next.spans].map((span) => [`${span.start}-${span.end}`, span]));
  return {
    ...next,
    score: Math.max(known?.score ?? 0, next.score),
    spans: [...spans.values()].sort((a, b) => a.start - b.start || a.end - b.end),
    class: known ? graverClass(known.class, next.class) : next.class,
  };
}

/** A wording that raises the rule outranks the rule's own class, which outranks a wording that lowers it. */
function graverClass(one: RuleClass | undefined, other: RuleClass | undefined): RuleClass | undefined {
  const raised = [one, other].find((value) => value?.startsWith('direct'));
  if (raised) return raised;
  return one === undefined || other === undefined ? undefined : one;
}
