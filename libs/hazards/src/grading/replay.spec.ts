import fc from 'fast-check';
import { shippedPack, shippedRules } from '../../rule-packs/shipped-pack.js';
import { type BasePack, type OverlayPack } from './rule-pack.js';
import { composeRulePacks } from './compose-rule-packs.js';
import { decideGrade } from './decide-grade.js';
import { graver, type Grade } from './grade.js';
import { type ReplayedHazard, SchoolReplay } from './replay.js';

const national = shippedRules('2026-06-01');
const district = shippedRules('2026-06-01', 'example-district-2026.1');
const at = (hour: number): Date => new Date(Date.parse('2026-06-01T00:00:00+08:00') + hour * 3_600_000);
const hazard = (
  id: string,
  ruleIds: string[],
  from: number,
  to: number | null = null,
  place = 'S1/a',
): ReplayedHazard => ({
  id,
  placeKey: place,
  observations: ruleIds,
  suggested: [],
  place: { organisationKind: 'primary-school' },
  externalCause: false,
  scores: [],
  reportedAt: at(from),
  closedAt: to === null ? null : at(to),
});

function replayed(hazards: ReplayedHazard[], before = national, after = district): Record<string, [Grade, Grade]> {
  const replay = new SchoolReplay(before, after, 'Asia/Shanghai');
  const grades = [...hazards.flatMap((one) => replay.next(one)), ...replay.end()];
  expect(grades).toHaveLength(hazards.length);
  return Object.fromEntries(grades.map((one) => [one.hazard.id, [one.before, one.after]]));
}

describe('SchoolReplay', () => {
  it.each<[string, ReplayedHazard[], Record<string, [Grade, Grade]>]>([
    ['a rule that the draft tightens', [hazard('a', ['FI-21'], 1)], { a: ['suspected-major', 'major'] }],
    ['a rule that it leaves alone', [hazard('a', ['FI-31'], 1)], { a: ['general', 'general'] }],
    [
      'three elements at one place lift each other',
      [hazard('a', ['FI-18'], 1), hazard('b', ['FI-19'], 2), hazard('c', ['FI-25'], 3)],
      { a: ['major', 'major'], b: ['major', 'major'], c: ['major', 'major'] },
    ],
    [
      'one closed at the very moment of the third does not count',
      [hazard('a', ['FI-18'], 1, 3), hazard('b', ['FI-19'], 2), hazard('c', ['FI-25'], 3)],
      { a: ['general', 'general'], b: ['general', 'general'], c: ['general', 'general'] },
    ],
    [
      'one closed a moment later does',
      [hazard('a', ['FI-18'], 1, 3.001), hazard('b', ['FI-19'], 2), hazard('c', ['FI-25'], 3)],
      { a: ['major', 'major'], b: ['major', 'major'], c: ['major', 'major'] },
    ],
    [
      'a rule that repetition makes graver, met here before in the term',
      [hazard('a', ['FO-05'], 1, 2), hazard('b', ['FO-05'], 3), hazard('c', ['FO-05'], 4, null, 'S1/b')],
      { a: ['general', 'general'], b: ['suspected-major', 'suspected-major'], c: ['general', 'general'] },
    ],
    [
      'elements at another place do not',
      [hazard('a', ['FI-18'], 1, null, 'S1/b'), hazard('b', ['FI-19'], 2), hazard('c', ['FI-25'], 3)],
      { a: ['general', 'general'], b: ['general', 'general'], c: ['general', 'general'] },
    ],
    [
      'a major of its own lifts nobody else',
      [hazard('a', ['FI-18'], 1), hazard('b', ['FI-21'], 2)],
      { a: ['general', 'general'], b: ['suspected-major', 'major'] },
    ],
  ])('%s', (_, hazards, expected) => expect(replayed(hazards)).toEqual(expected));

  it('sees what a lower threshold would do', () => {
    const overlay = {
      ...(shippedPack('example-district-2026.1') as OverlayPack),
      tighten: [],
      combined: [{ group: 'fire-combined', counts: { 'crowded-listed': 2 }, reason: '本区从严。' }],
    };
    const strict = composeRulePacks(shippedPack('national-2026.1') as BasePack, [overlay], '2026-06-01');
    if (!strict.ok) throw new Error(JSON.stringify(strict.errors));
    expect(replayed([hazard('a', ['FI-18'], 1), hazard('b', ['FI-19'], 2)], national, strict.pack)).toEqual({
      a: ['general', 'major'],
      b: ['general', 'major'],
    });
  });

  it('says the same as grading every hazard anew at each report, over random openings and closings', () => {
    const rules = ['FI-18', 'FI-19', 'FI-25', 'FI-15', 'FI-21', 'FI-31'];
    const event = fc.record({
      rules: fc.uniqueArray(fc.constantFrom(...rules), { minLength: 1, maxLength: 2 }),
      lasts: fc.option(fc.integer({ min: 1, max: 6 }), { nil: null }),
      place: fc.constantFrom('S1/a', 'S1/b'),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 14 }), (events) => {
        const hazards = events.map((one, i) =>
          hazard(`h${i}`, one.rules, i, one.lasts === null ? null : i + one.lasts, one.place),
        );
        expect(replayed(hazards, national, national)).toEqual(bruteForce(hazards));
      }),
      { numRuns: 300 },
    );
  });
});

/** The grades by counting each place from the beginning, hazard by hazard. */
function bruteForce(hazards: ReplayedHazard[]): Record<string, [Grade, Grade]> {
  const grades = new Map<string, Grade>(hazards.map(({ id }) => [id, 'general']));
  for (const moment of hazards) {
    const open = hazards.filter(
      (one) =>
        one.placeKey === moment.placeKey &&
        one.reportedAt <= moment.reportedAt &&
        (one.closedAt === null || one.closedAt > moment.reportedAt),
    );
    for (const one of open) {
      const others = open
        .filter((other) => other !== one)
        .flatMap((other) =>
          other.observations.flatMap((ruleId) => {
            const element = national.rules[ruleId]?.element;
            return element ? [{ hazardId: other.id, ruleId, element }] : [];
          }),
        );
      const decision = decideGrade(
        { observations: one.observations, place: one.place, openElementsAtPlace: others, hazardId: one.id },
        national,
        moment.reportedAt,
      );
      if (decision.kind === 'refused') throw new Error('refused');
      grades.set(one.id, graver(grades.get(one.id) ?? 'general', decision.grade));
    }
  }
  return Object.fromEntries([...grades].map(([id, grade]) => [id, [grade, grade]]));
}
