import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { shippedRules } from '../../rule-packs/shipped-pack.js';
import { decideGrade, type GradeDecision, type GradeInput } from './decide-grade.js';
import { scoreLec } from './scores/lec.js';
import { type RiskScore, type RiskScoreTables } from './scores/risk-score.js';

const now = new Date('2026-06-01T08:00:00+08:00');
const national = shippedRules('2026-06-01');
const district = shippedRules('2026-06-01', 'example-district-2026.1');
const tables = parse(
  readFileSync(new URL('../../policies/risk-scores.yaml', import.meta.url), 'utf8'),
) as RiskScoreTables;
function lec(likelihood: number, exposure: number, consequence: number): RiskScore {
  const scored = scoreLec({ likelihood, exposure, consequence }, tables.lec);
  if (scored.kind === 'refused') throw new Error(JSON.stringify(scored.errors));
  return scored.score;
}

const school = { organisationKind: 'primary-school' } as const;
function graded(input: Partial<GradeInput>, pack = national): GradeDecision {
  const decision = decideGrade({ observations: [], place: school, ...input }, pack, now);
  if (decision.kind === 'refused') throw new Error(JSON.stringify(decision.errors));
  return decision;
}

describe('decideGrade: one rule', () => {
  it.each<[string, Partial<GradeInput>, string, string]>([
    ['direct, verified and ticked', { observations: ['FI-05'] }, 'major', 'direct'],
    ['direct after a secondary copy', { observations: ['BU-04'] }, 'major', 'direct'],
    ['direct from text alone', { suggested: ['FI-05'] }, 'suspected-major', 'from-text'],
    ['direct but to confirm', { observations: ['FI-08'] }, 'suspected-major', 'needs-confirmation'],
    ['unverified', { observations: ['FO-02'] }, 'suspected-major', 'text-unverified'],
    ['unverified from text', { suggested: ['FO-02'] }, 'suspected-major', 'from-text'],
    ['shutters', { observations: ['FI-21'] }, 'suspected-major', 'text-unverified'],
    ['blocked exit', { observations: ['FI-16b'] }, 'suspected-major', 'text-unverified'],
    ['cluttered exit', { observations: ['FI-16c'] }, 'general', 'general'],
    ['one element', { observations: ['FI-18'] }, 'general', 'element'],
    ['general', { observations: ['FI-31'] }, 'general', 'general'],
    [
      'general in a graver wording',
      { suggested: [{ ruleId: 'FO-09', class: 'direct' }] },
      'suspected-major',
      'from-text',
    ],
    ['direct in a lighter wording', { suggested: [{ ruleId: 'FI-09', class: 'general' }] }, 'general', 'general'],
    ['for the first time', { observations: ['FO-05'] }, 'general', 'general'],
    ['again in the term', { observations: ['FO-05'], repeatedRules: ['FO-05'] }, 'suspected-major', 'repeated'],
    ['kindergarten floor at a primary school', { observations: ['FI-03'] }, 'major', 'direct'],
    [
      'kindergarten floor at a senior school',
      { observations: ['FI-03'], place: { organisationKind: 'senior-school' } },
      'general',
      'not-applicable',
    ],
    ['exits in a library', { observations: ['FI-16a'], place: { ...school, placeType: 'library' } }, 'major', 'direct'],
    ['exits at an unknown place', { observations: ['FI-16a'] }, 'major', 'direct'],
    [
      'exits in an office',
      { observations: ['FI-16a'], place: { ...school, placeType: 'office' } },
      'general',
      'elsewhere',
    ],
  ])('%s', (_what, input, grade, reason) => {
    const decision = graded(input);
    expect([decision.grade, decision.matched.map((match) => match.reason)]).toEqual([grade, [reason]]);
  });

  it('is major by the district overlay, in that district only', () => {
    expect(graded({ observations: ['FI-21'] }, district)).toMatchObject({
      grade: 'major',
      rulePack: 'national-2026.1+example-district-2026.1',
      interimMeasures: ['seal-off', 'guard'],
      priority: 'P0',
    });
    expect(graded({ suggested: ['FI-21'] }, district).grade).toBe('suspected-major');
    expect(graded({ observations: ['FI-21'] }).grade).toBe('suspected-major');
  });

  it('keeps the text only where its wording is graver than the tick', () => {
    expect(graded({ observations: ['FI-05'], suggested: ['FI-05'] }).matched).toHaveLength(1);
    const both = graded({ observations: ['FO-09'], suggested: [{ ruleId: 'FO-09', class: 'direct' }] });
    expect(both.matched.map((match) => [match.origin, match.grade])).toEqual([
      ['text', 'suspected-major'],
      ['ticked', 'general'],
    ]);
  });

  it('has no opinion without a match', () => {
    expect(graded({})).toMatchObject({ grade: 'general', matched: [], grounds: [], priority: null, composite: null });
  });

  it('collects measures, priority, transfer and accountability of what applies', () => {
    const decision = graded({ observations: ['SP-03', 'SE-05', 'MG-04'] });
    expect(decision).toMatchObject({ transfer: true, accountability: true, priority: 'P0' });
    expect(decision.interimMeasures).toEqual(['evacuate', 'suspend-use', 'guard']);
    const elsewhere = { organisationKind: 'senior-school' } as const;
    expect(graded({ observations: ['FI-03'], place: elsewhere })).toMatchObject({
      interimMeasures: [],
      priority: null,
    });
  });
});

describe('decideGrade: refusals', () => {
  it('names the index of what it does not know, and successors of what was split', () => {
    const outcome = decideGrade(
      { observations: ['FI-05', 'FI-16', '__proto__'], suggested: ['XX-01'], place: school },
      national,
      now,
    );
    expect(outcome).toMatchObject({
      kind: 'refused',
      unknownObservations: [
        { path: '/observations/1', index: 1, ruleId: 'FI-16', replacedBy: ['FI-16a', 'FI-16b', 'FI-16c'] },
        { path: '/observations/2', index: 2, ruleId: '__proto__', replacedBy: [] },
        { path: '/suggested/0', index: 0, ruleId: 'XX-01' },
      ],
    });
  });

  it('refuses an exclusion that no pack knows', () => {
    const excluded = [{ exclusion: 'lucky', by: 'director', reason: '因' }] as const;
    expect(decideGrade({ observations: ['FI-05'], place: school, excluded }, national, now)).toMatchObject({
      kind: 'refused',
      errors: [{ path: '/excluded/0/exclusion' }],
    });
  });
});

describe('decideGrade: around the rules', () => {
  const claim = (by: 'safety-section' | 'principal') => [{ exclusion: 'out-of-use', by, reason: '已封停' }];

  it.each([
    ['safety-section', 'FI-05', 'general'],
    ['principal', 'FI-05', 'major'],
    ['safety-section', 'SE-05', 'major'],
  ] as const)('an exclusion stated by %s leaves %s %s', (by, ruleId, grade) => {
    expect(graded({ observations: [ruleId], excluded: claim(by) }).grade).toBe(grade);
  });

  it('a cause outside asks a person and is passed on', () => {
    expect(graded({ observations: ['DR-02'], externalCause: true })).toMatchObject({
      grade: 'suspected-major',
      grounds: ['external-cause'],
      transfer: true,
    });
    expect(graded({ observations: ['SP-04'], externalCause: true }).grade).toBe('major');
  });

  it('a score sets the priority and raises a suspicion, never major', () => {
    expect(graded({ observations: ['FI-35'], scores: [lec(3, 6, 7)] })).toMatchObject({
      grade: 'general',
      priority: 'P2',
    });
    expect(graded({ observations: ['MG-01'], scores: [lec(3, 6, 15)] })).toMatchObject({
      grade: 'general',
      priority: 'P1',
    });
    expect(graded({ scores: [lec(10, 10, 100)] })).toMatchObject({
      grade: 'suspected-major',
      priority: 'P0',
      grounds: ['score:lec'],
    });
  });
});
