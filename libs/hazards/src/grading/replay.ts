import { type ClaimedExclusion } from './apply-exclusions.js';
import { type OpenElement } from './composite.js';
import { decideGrade, type GradeDecision } from './decide-grade.js';
import { type EffectivePack } from './effective-pack.js';
import { type Grade, graver } from './grade.js';
import { type GradedPlace } from './judge-rule.js';
import { type MetAtPlace, repeatedRules } from './repeated-rules.js';
import { type Suggestion } from './resolve-observations.js';
import { type RiskScore } from './scores/risk-score.js';

/** The facts of a past hazard, as grading had them. */
export interface ReplayedHazard {
  id: string;
  placeKey: string;
  observations: readonly string[];
  suggested: readonly { ruleId: string; class?: Exclude<Suggestion, string>['class'] }[];
  place: GradedPlace;
  externalCause: boolean;
  claimedExclusions?: readonly ClaimedExclusion[];
  seenBefore?: boolean;
  scores: readonly RiskScore[];
  reportedAt: Date;
  closedAt: Date | null;
}

/** What both packs make of one hazard, at the gravest while it was open. */
export interface ReplayedGrade<T extends ReplayedHazard> {
  hazard: T;
  before: Grade;
  after: Grade;
  groundsBefore: string[];
  groundsAfter: string[];
}

interface Side {
  grade: Grade;
  grounds: string[];
  elements: (OpenElement & { group?: string })[];
  composite: { group: string; grade: Grade } | null;
}

interface OpenRecord<T extends ReplayedHazard> {
  hazard: T;
  before: Side;
  after: Side;
}

/**
 * 回放: lives through the hazards of one school in the order of their reports, under the rules in force and under a draft, and
 * answers both grades of each. Places are counted as they stood: what opens raises what is open there, what closes lowers
 * nothing. Holds only the open hazards that carry an element, so memory does not grow with the years replayed.
 */
export class SchoolReplay<T extends ReplayedHazard> {
  private readonly open = new Map<string, OpenRecord<T>[]>();
  /** Rules that repetition makes graver, as they were last met at each place. */
  private readonly met = new Map<string, Map<string, MetAtPlace>>();
  private readonly repeatable: ReadonlySet<string>;

  constructor(
    private readonly before: EffectivePack,
    private readonly after: EffectivePack,
    private readonly zone: string,
  ) {
    const rules = [before, after].flatMap((pack) => Object.values(pack.rules));
    this.repeatable = new Set(rules.filter((rule) => rule.repeatClass).map((rule) => rule.id));
  }

  /** Takes the next hazard; answers those whose grades are settled now. */
  next(hazard: T): ReplayedGrade<T>[] {
    const still: OpenRecord<T>[] = [];
    const settled: OpenRecord<T>[] = [];
    for (const one of this.open.get(hazard.placeKey) ?? []) {
      (isOpenAt(one.hazard, hazard.reportedAt) ? still : settled).push(one);
    }
    const repeated = this.repeatedBy(hazard);
    const record = {
      hazard,
      before: judged(
        hazard,
        repeated,
        this.before,
        still.map(({ before }) => before),
      ),
      after: judged(
        hazard,
        repeated,
        this.after,
        still.map(({ after }) => after),
      ),
    };
    for (const one of still) {
      raise(one.before, record.before);
      raise(one.after, record.after);
    }
    const carries = record.before.elements.length > 0 || record.after.elements.length > 0;
    this.keep(hazard.placeKey, carries ? [...still, record] : still);
    return (carries ? settled : [...settled, record]).map(gradesOf);
  }

  /** The rest, when the school has no more hazards. */
  end(): ReplayedGrade<T>[] {
    const rest = [...this.open.values()].flat().map(gradesOf);
    this.open.clear();
    return rest;
  }

  /** What was met here earlier in the term; what this one meets is remembered for the next. */
  private repeatedBy(hazard: T): string[] {
    const named = [...hazard.observations, ...hazard.suggested.map(({ ruleId }) => ruleId)];
    const here = this.met.get(hazard.placeKey) ?? new Map<string, MetAtPlace>();
    const repeated = repeatedRules(hazard, [...here.values()], this.zone);
    for (const ruleId of named.filter((id) => this.repeatable.has(id))) {
      here.set(ruleId, { hazardId: hazard.id, ruleId, reportedAt: hazard.reportedAt });
    }
    if (here.size > 0) this.met.set(hazard.placeKey, here);
    return hazard.seenBefore ? [...repeated, ...named] : repeated;
  }

  private keep(placeKey: string, records: OpenRecord<T>[]): void {
    if (records.length > 0) this.open.set(placeKey, records);
    else this.open.delete(placeKey);
  }
}

function judged(
  hazard: ReplayedHazard,
  repeated: readonly string[],
  pack: EffectivePack,
  others: readonly Side[],
): Side {
  const knows = (ruleId: string): boolean => Object.hasOwn(pack.rules, ruleId);
  const decision = decideGrade(
    {
      observations: hazard.observations.filter(knows),
      suggested: hazard.suggested.filter(({ ruleId }) => knows(ruleId)),
      place: hazard.place,
      externalCause: hazard.externalCause,
      excluded: hazard.claimedExclusions?.filter(({ exclusion }) => pack.exclusions.some(({ id }) => id === exclusion)),
      repeatedRules: repeated,
      scores: hazard.scores,
      openElementsAtPlace: differentOf(others),
      hazardId: hazard.id,
    },
    pack,
    hazard.reportedAt,
  );
  // What a pack does not know was left out above, and nothing else is refused.
  if (decision.kind === 'refused') return { grade: 'general', grounds: [], elements: [], composite: null };
  const { grade, grounds, composite } = decision;
  return { grade, grounds, elements: elementsOf(hazard.id, decision, pack), composite };
}

function elementsOf(hazardId: string, decision: GradeDecision, pack: EffectivePack): Side['elements'] {
  return decision.matched.flatMap(({ ruleId, applies, origin }) => {
    const rule = applies ? pack.rules[ruleId] : undefined;
    return rule?.element ? [{ hazardId, ruleId, element: rule.element, origin, group: rule.group }] : [];
  });
}

/** Each element once for each way in which it was told: the count asks for no more, however many hazards carry it. */
function differentOf(sides: readonly Side[]): OpenElement[] {
  const different = new Map<string, OpenElement>();
  for (const { elements } of sides) {
    for (const one of elements) different.set(`${one.ruleId} ${one.origin}`, one);
  }
  return [...different.values()];
}

/** The place's case lifts every open hazard that carries an element of it. */
function raise(open: Side, { composite }: Side): void {
  if (!composite || composite.grade === 'general') return;
  if (!open.elements.some(({ group }) => group === composite.group)) return;
  open.grade = graver(open.grade, composite.grade);
  open.grounds = [...new Set([...open.grounds, `composite:${composite.group}`])].sort();
}

const isOpenAt = ({ closedAt }: ReplayedHazard, moment: Date): boolean =>
  closedAt === null || closedAt.getTime() > moment.getTime();

const gradesOf = <T extends ReplayedHazard>({ hazard, before, after }: OpenRecord<T>): ReplayedGrade<T> => ({
  hazard,
  before: before.grade,
  after: after.grade,
  groundsBefore: before.grounds,
  groundsAfter: after.grounds,
});
