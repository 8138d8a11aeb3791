import { shippedRules } from '../../rule-packs/shipped-pack.js';
import { decideGrade, type GradeDecision, type GradeInput } from './decide-grade.js';

const national = shippedRules('2026-06-01');
const school = { organisationKind: 'primary-school' } as const;
function graded(input: Partial<GradeInput>): GradeDecision {
  const decision = decideGrade(
    { observations: [], place: school, ...input },
    national,
    new Date('2026-06-01T08:00:00+08:00'),
  );
  if (decision.kind === 'refused') throw new Error(JSON.stringify(decision.errors));
  return decision;
}

describe('decideGrade: combined elements', () => {
  const open = (...ruleIds: string[]) =>
    ruleIds.map((ruleId, i) => ({ hazardId: `h${i}`, ruleId, element: national.rules[ruleId]?.element ?? '' }));

  it.each<[string, string[], Partial<GradeInput>, string]>([
    ['2 listed', ['FI-15'], { observations: ['FI-18'] }, 'general'],
    ['3 listed', ['FI-15', 'FI-19'], { observations: ['FI-18'] }, 'major'],
    ['the same element three times', ['FI-18', 'FI-18'], { observations: ['FI-18'] }, 'general'],
    ['2 listed and 1 other', ['FI-15', 'FI-23'], { observations: ['FI-18'] }, 'general'],
    ['2 listed and 2 others', ['FI-15', 'FI-23', 'FI-27'], { observations: ['FI-18'] }, 'major'],
    ['3 listed, one from text', ['FI-15', 'FI-19'], { suggested: ['FI-18'] }, 'suspected-major'],
    ['3 others at the place of a plain hazard', ['FI-15', 'FI-19', 'FI-18'], { observations: ['FI-31'] }, 'general'],
    [
      '3 listed in an office',
      ['FI-15', 'FI-19'],
      { observations: ['FI-18'], place: { ...school, placeType: 'office' } },
      'general',
    ],
    [
      '3 of the flammable list in a laboratory',
      ['FI-11', 'FI-12'],
      { observations: ['FI-24'], place: { ...school, placeType: 'laboratory' } },
      'major',
    ],
    [
      '3 of the flammable list in a library',
      ['FI-11', 'FI-12'],
      { observations: ['FI-24'], place: { ...school, placeType: 'library' } },
      'general',
    ],
    [
      '5 any in an office',
      ['FI-11', 'FI-12', 'FI-13', 'FI-14'],
      { observations: ['FI-15'], place: { ...school, placeType: 'office' } },
      'general',
    ],
    [
      '6 any in an office',
      ['FI-11', 'FI-12', 'FI-13', 'FI-14', 'FI-15'],
      { observations: ['FI-18'], place: { ...school, placeType: 'office' } },
      'major',
    ],
    ['3 in one report', [], { observations: ['FI-15', 'FI-18', 'FI-19'] }, 'major'],
  ])('%s', (_what, others, input, grade) => {
    expect(graded({ ...input, openElementsAtPlace: open(...others) }).grade).toBe(grade);
  });

  it('shows what was counted, keeps the own grade apart, and does not count itself twice', () => {
    const decision = graded({
      hazardId: 'h9',
      observations: ['FI-18'],
      openElementsAtPlace: [
        ...open('FI-15', 'FI-19'),
        { hazardId: 'h9', ruleId: 'FI-18', element: 'emergency-lighting' },
      ],
    });
    expect(decision).toMatchObject({
      grade: 'major',
      ownGrade: 'general',
      grounds: ['composite:fire-combined'],
      interimMeasures: ['guard'],
      composite: {
        threshold: { id: 'crowded-listed', needed: 3, have: 3 },
        counted: [
          { element: 'emergency-lighting', hazards: [{ hazardId: 'h9', ruleId: 'FI-18' }] },
          { element: 'stair-doors', hazards: [{ hazardId: 'h1', ruleId: 'FI-19' }] },
          { element: 'stair-type', hazards: [{ hazardId: 'h0', ruleId: 'FI-15' }] },
        ],
      },
    });
  });
});
