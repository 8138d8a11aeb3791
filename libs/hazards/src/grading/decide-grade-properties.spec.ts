import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { shippedRules } from '../../rule-packs/shipped-pack.js';
import { decideGrade, type GradeDecision, type GradeInput } from './decide-grade.js';
import { GRADES } from './grade.js';
import { PLACE_TYPE_IDS } from './place-type.js';
import { scoreLec } from './scores/lec.js';
import { type RiskScore, type RiskScoreTables } from './scores/risk-score.js';

const now = new Date('2026-06-01T08:00:00+08:00');
const national = shippedRules('2026-06-01');
const tables = parse(
  readFileSync(new URL('../../policies/risk-scores.yaml', import.meta.url), 'utf8'),
) as RiskScoreTables;
function lec(likelihood: number, exposure: number, consequence: number): RiskScore {
  const scored = scoreLec({ likelihood, exposure, consequence }, tables.lec);
  if (scored.kind === 'refused') throw new Error(JSON.stringify(scored.errors));
  return scored.score;
}

const school = { organisationKind: 'primary-school' } as const;
function graded(input: Partial<GradeInput>): GradeDecision {
  const decision = decideGrade({ observations: [], place: school, ...input }, national, now);
  if (decision.kind === 'refused') throw new Error(JSON.stringify(decision.errors));
  return decision;
}

describe('decideGrade: properties', () => {
  const ruleIds = Object.keys(national.rules);
  const anyRules = fc.array(fc.constantFrom(...ruleIds), { maxLength: 6 });
  const anyInput = fc.record({
    observations: anyRules,
    suggested: anyRules,
    place: fc.record({
      organisationKind: fc.constantFrom('kindergarten', 'primary-school', 'senior-school'),
      placeType: fc.option(fc.constantFrom(...PLACE_TYPE_IDS), { nil: undefined }),
    }),
    externalCause: fc.boolean(),
    openElementsAtPlace: anyRules.map((ids) =>
      ids.flatMap((ruleId, i) => {
        const element = national.rules[ruleId]?.element;
        return element ? [{ hazardId: `h${i}`, ruleId, element }] : [];
      }),
    ),
    repeatedRules: anyRules,
  }) as fc.Arbitrary<GradeInput>;
  const rank = (decision: GradeDecision) => GRADES.indexOf(decision.grade);

  it('the same facts in another order, or told twice, make the same decision', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const turned: GradeInput = {
          ...input,
          observations: [...input.observations, ...input.observations].reverse(),
          suggested: [...(input.suggested ?? [])].reverse(),
          openElementsAtPlace: [...(input.openElementsAtPlace ?? [])].reverse(),
        };
        expect(graded(turned)).toEqual(graded(input));
      }),
    );
  });

  it('one more fact never makes it lighter', () => {
    fc.assert(
      fc.property(anyInput, fc.constantFrom(...ruleIds), (input, ruleId) => {
        const before = rank(graded(input));
        const element = national.rules[ruleId]?.element;
        const another = element ? [{ hazardId: 'new', ruleId, element }] : [];
        const more: Partial<GradeInput>[] = [
          { observations: [...input.observations, ruleId] },
          { suggested: [...(input.suggested ?? []), ruleId] },
          { openElementsAtPlace: [...(input.openElementsAtPlace ?? []), ...another] },
          { externalCause: true },
          { scores: [lec(10, 10, 100)] },
        ];
        for (const addition of more) expect(rank(graded({ ...input, ...addition }))).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  it('makes major only of something ticked', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const decision = graded({ ...input, observations: [], openElementsAtPlace: [], scores: [lec(10, 10, 100)] });
        expect(decision.grade).not.toBe('major');
      }),
    );
  });
});
