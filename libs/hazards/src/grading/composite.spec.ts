import fc from 'fast-check';
import { shippedPack } from '../../rule-packs/shipped-pack.js';
import { countComposite, type OpenElement } from './composite.js';
import { type CompositeCase, decideComposite, decideDissolution } from './decide-composite.js';
import { placeKey } from './place-key.js';
import { PlaceTally } from './place-tally.js';
import { type BasePack, type CombinedGroup } from './rule-pack.js';

const national = shippedPack('national-2026.1') as BasePack;
const group = national.combined[0] as CombinedGroup;
const elements = national.rules.filter((rule) => rule.group === group.id);
const listed = ['stair-type', 'stair-doors', 'emergency-lighting', 'escape-finishes'];
const open = (...names: string[]): OpenElement[] =>
  names.map((element, i) => ({
    hazardId: `h${i}`,
    ruleId: elements.find((rule) => rule.element === element)?.id ?? 'FI-15',
    element,
  }));
const count = (...names: string[]) => countComposite(open(...names), group, []);

describe('countComposite', () => {
  it('reports the threshold that is nearest while none is reached', () => {
    expect(count('stair-type', 'stair-doors')).toMatchObject({
      grade: 'general',
      threshold: { id: 'crowded-listed', needed: 3, have: 2 },
    });
    expect(count('hydrants', 'alarm', 'fire-lane')).toMatchObject({
      grade: 'general',
      threshold: { id: 'any-four', needed: 4, have: 3 },
    });
  });

  it('takes an element as ticked when any hazard ticked it', () => {
    const texts = open(...listed.slice(0, 3)).map((one) => ({ ...one, origin: 'text' as const }));
    expect(countComposite(texts, group, []).grade).toBe('suspected-major');
    expect(countComposite([...texts, ...open(...listed.slice(0, 2))], group, []).grade).toBe('suspected-major');
    expect(countComposite([...texts, ...open(...listed.slice(0, 3))], group, []).grade).toBe('major');
  });
});

describe('PlaceTally', () => {
  const anyStep = fc.record({
    hazardId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    rules: fc.option(fc.array(fc.constantFrom(...elements), { maxLength: 4 }), { nil: undefined }),
  });

  it('equals a brute-force recount after any sequence of opening and closing', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
        const tally = new PlaceTally();
        const place = new Map<string, OpenElement[]>();
        for (const { hazardId, rules } of steps) {
          const carried = rules?.map((rule) => ({ ruleId: rule.id, element: rule.element ?? '' }));
          if (carried) {
            tally.open(hazardId, carried);
            place.set(
              hazardId,
              carried.map((one) => ({ ...one, hazardId })),
            );
          } else {
            tally.close(hazardId);
            place.delete(hazardId);
          }
          const all = [...place.values()].flat();
          expect(tally.count()).toBe(new Set(all.map((one) => one.element)).size);
          for (const threshold of group.thresholds) {
            const counted = elements.filter(
              ({ element = '' }, i) =>
                elements.findIndex((rule) => rule.element === element) === i &&
                (threshold.elements === 'any' || threshold.elements.includes(element)) &&
                all.some((one) => one.element === element),
            );
            expect(tally.count(threshold.elements)).toBe(counted.length);
          }
          expect(countComposite(tally.openElements(), group, [])).toEqual(countComposite(all, group, []));
        }
      }),
    );
  });
});

describe('decideComposite', () => {
  const raised: CompositeCase = { status: 'raised', grade: 'major' };
  const asked: CompositeCase = { status: 'dissolution-asked', grade: 'major' };
  const two = count(...listed.slice(0, 2));
  const three = count(...listed.slice(0, 3));
  const four = count(...listed);

  it.each<[string, CompositeCase | undefined, typeof two, object]>([
    ['below, no case', undefined, two, { kind: 'none' }],
    ['reached', undefined, three, { kind: 'raise', grade: 'major' }],
    ['still reached', raised, four, { kind: 'keep' }],
    ['fallen below', raised, two, { kind: 'ask-to-dissolve' }],
    ['asked already', asked, two, { kind: 'keep' }],
    ['reached again while asked', asked, three, { kind: 'withdraw-question' }],
    [
      'suspected becomes major',
      { status: 'raised', grade: 'suspected-major' },
      three,
      { kind: 'raise', grade: 'major' },
    ],
    ['kept by a person at these elements', { ...raised, settledWith: listed.slice(0, 2) }, two, { kind: 'keep' }],
    [
      'kept by a person, one more fell away',
      { ...raised, settledWith: listed.slice(0, 3) },
      two,
      { kind: 'ask-to-dissolve' },
    ],
    [
      'dissolved with these elements',
      { status: 'dissolved', grade: 'major', settledWith: listed.slice(0, 3) },
      three,
      { kind: 'none' },
    ],
    [
      'dissolved, one element is new',
      { status: 'dissolved', grade: 'major', settledWith: listed.slice(0, 2) },
      three,
      { kind: 'raise', grade: 'major' },
    ],
  ])('%s', (_what, current, recount, decision) => {
    expect(decideComposite(current, recount)).toEqual(decision);
  });

  it('never falls by itself, whatever opens and closes', () => {
    fc.assert(
      fc.property(fc.array(fc.subarray(listed), { maxLength: 8 }), (moments) => {
        let current: CompositeCase | undefined;
        for (const names of moments) {
          const decision = decideComposite(current, count(...names));
          expect(['none', 'raise', 'keep', 'ask-to-dissolve', 'withdraw-question']).toContain(decision.kind);
          if (current) expect(decision.kind).not.toBe('none');
          if (decision.kind === 'raise') current = { status: 'raised', grade: decision.grade };
          if (current && decision.kind === 'ask-to-dissolve') current = { ...current, status: 'dissolution-asked' };
          if (current && decision.kind === 'withdraw-question') current = { ...current, status: 'raised' };
        }
      }),
    );
  });

  it.each([
    ['safety-section', '已整改核实', 'dissolved'],
    ['safety-section', '  ', 'reason-missing'],
    ['principal', '已整改', 'role-may-not'],
    ['zone-officer', '已整改', 'role-may-not'],
  ] as const)('is dissolved by %s saying %p: %s', (role, reason, expected) => {
    const answer = decideDissolution(asked, two, { dissolve: true, reason }, role);
    expect(answer.kind === 'refused' ? answer.reason : answer.kind).toBe(expected);
  });

  it('is kept by a person, and there is nothing to dissolve without a case', () => {
    expect(decideDissolution(asked, two, { dissolve: false, reason: '仍有风险' }, 'director')).toEqual({
      kind: 'maintained',
      settledWith: [...listed.slice(0, 2)].sort(),
      reason: '仍有风险',
    });
    expect(decideDissolution(undefined, two, { dissolve: true, reason: '因' }, 'director')).toMatchObject({
      reason: 'no-case',
    });
  });
});

describe('placeKey', () => {
  it.each([
    ['一号 教学楼', '一号教学楼', true],
    ['Ａ座', 'a座', true],
    ['2号樓', '2號楼', true],
    ['1号楼', '2号楼', false],
    ['东区 1', '东区1', true],
  ])('%s and %s are one place: %s', (a, b, same) => {
    const key = (building: string) => placeKey({ organisationCode: 'S1', site: '本部', building });
    expect(key(a) === key(b)).toBe(same);
  });

  it('keeps schools, sites and buildings apart', () => {
    const keys = [
      placeKey({ organisationCode: 'S1', site: '本部' }),
      placeKey({ organisationCode: 'S2', site: '本部' }),
      placeKey({ organisationCode: 'S1', site: '东区', building: '本部' }),
      placeKey({ organisationCode: 'S1', site: '东区本部' }),
    ];
    expect(new Set(keys).size).toBe(4);
  });
});
