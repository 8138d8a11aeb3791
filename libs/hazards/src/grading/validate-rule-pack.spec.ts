import { readShippedPack } from '../../rule-packs/read-shipped-pack.js';
import { validateRulePack } from './validate-rule-pack.js';

type Json = Record<string, unknown>;

const rule = (fields: Json = {}): Json => ({
  id: 'FI-01',
  category: 'fire',
  title: '标题',
  titleEn: 'title',
  condition: '条件。',
  class: 'general',
  textVerified: false,
  source: 'recalled',
  defaultPriority: 'P2',
  interimMeasures: [],
  ...fields,
});

const base = (fields: Json = {}): Json => ({
  id: 'test-1',
  kind: 'base',
  title: '测试',
  titleEn: 'test',
  level: 'national',
  jurisdiction: 'CN',
  validFrom: '2026-01-01',
  documents: { law: { title: '法' } },
  rules: [rule()],
  externalCause: { result: 'suspected-major', textVerified: false, source: 'recalled' },
  ...fields,
});

const group = (fields: Json = {}): Json => ({
  id: 'g',
  title: '组',
  titleEn: 'group',
  result: 'major',
  reason: '理由',
  textVerified: false,
  source: 'recalled',
  occupancies: { crowded: ['library'] },
  defaultOccupancies: ['crowded'],
  thresholds: [{ id: 't', occupancies: ['crowded'], count: 1, elements: ['e'] }],
  ...fields,
});
const element = rule({ id: 'FI-02', class: 'combined', group: 'g', element: 'e' });
const overlay = (fields: Json = {}): Json => ({
  id: 'over-1',
  kind: 'overlay',
  title: '补充',
  titleEn: 'overlay',
  level: 'district',
  jurisdiction: 'CN-1',
  extends: ['test-1'],
  validFrom: '2026-01-01',
  ...fields,
});

const pathsOf = (pack: unknown): string[] => {
  const checked = validateRulePack(pack);
  return checked.ok ? [] : checked.errors.map((error) => error.path);
};

describe('validateRulePack', () => {
  it('accepts the least base, overlay and group', () => {
    expect(pathsOf(base())).toEqual([]);
    expect(pathsOf(overlay({ tighten: [{ rule: 'FI-01', defaultPriority: 'P1', reason: '从严' }] }))).toEqual([]);
    expect(pathsOf(base({ rules: [element], combined: [group()] }))).toEqual([]);
  });

  it.each<[string, unknown, string[]]>([
    ['no object', 7, ['']],
    ['an unknown kind', base({ kind: 'patch' }), ['/kind']],
    ['an unknown field', base({ 'ru/le': [] }), ['/ru~1le']],
    ['no rules', base({ rules: [] }), ['/rules']],
    ['a rule that is no object', base({ rules: [rule(), 3] }), ['/rules/1']],
    ['a duplicate id', base({ rules: [rule(), rule()] }), ['/rules/1/id']],
    ['an unknown category', base({ rules: [rule({ category: 'magic' })] }), ['/rules/0/category']],
    ['an id of another category', base({ rules: [rule({ id: 'BD-01' })] }), ['/rules/0/id']],
    ['an unknown class', base({ rules: [rule({ class: 'D' })] }), ['/rules/0/class']],
    [
      'an unknown school kind',
      base({ rules: [rule({ appliesTo: { schoolKinds: ['zone'] } })] }),
      ['/rules/0/appliesTo/schoolKinds/0'],
    ],
    [
      'an unknown place type',
      base({ rules: [rule({ appliesTo: { placeTypes: ['moon'] } })] }),
      ['/rules/0/appliesTo/placeTypes/0'],
    ],
    ['an unknown measure', base({ rules: [rule({ interimMeasures: ['pray'] })] }), ['/rules/0/interimMeasures/0']],
    [
      'a measure twice',
      base({ rules: [rule({ interimMeasures: ['guard', 'guard'] })] }),
      ['/rules/0/interimMeasures/1'],
    ],
    ['a date that does not exist', base({ validFrom: '2026-02-29' }), ['/validFrom']],
    ['an end before the start', base({ validTo: '2025-12-31' }), ['/validTo']],
    [
      'a rule ending before it starts',
      base({ rules: [rule({ validFrom: '2026-05-02', validTo: '2026-05-01' })] }),
      ['/rules/0/validTo'],
    ],
    [
      'a rule after its pack',
      base({ validTo: '2026-12-31', rules: [rule({ validFrom: '2027-01-01' })] }),
      ['/rules/0/validFrom'],
    ],
    [
      'a rule before its pack',
      base({ rules: [rule({ validFrom: '2025-01-01', validTo: '2025-12-31' })] }),
      ['/rules/0/validTo'],
    ],
    [
      'a document that nobody listed',
      base({ rules: [rule({ citation: { document: 'lore' } })] }),
      ['/rules/0/citation/document'],
    ],
    ['a group that is not defined', base({ rules: [element] }), ['/rules/0/group']],
    ['a combined rule without element', base({ rules: [rule({ class: 'combined' })] }), ['/rules/0/element']],
    ['a degree of no rule', base({ rules: [rule({ variantOf: 'FI-09' })] }), ['/rules/0/variantOf']],
    [
      'verified without citation',
      base({ rules: [rule({ textVerified: true, source: 'official' })] }),
      ['/rules/0/citation'],
    ],
    [
      'verified and recalled',
      base({ rules: [rule({ textVerified: true, citation: { document: 'law' } })] }),
      ['/rules/0/source'],
    ],
    ['direct and recalled', base({ rules: [rule({ class: 'direct' })] }), ['/rules/0/class']],
    [
      'a clause of an unread text',
      base({ rules: [rule({ citation: { document: 'law', article: '1' } })] }),
      ['/rules/0/citation/article'],
    ],
    [
      'a confirmation of a general rule',
      base({ rules: [rule({ needsConfirmation: true })] }),
      ['/rules/0/needsConfirmation'],
    ],
    ['a repeat that is no graver', base({ rules: [rule({ repeatClass: 'general' })] }), ['/rules/0/repeatClass']],
    [
      'elsewhere without a place',
      base({ rules: [rule({ class: 'direct-unverified', elsewhere: 'general' })] }),
      ['/rules/0/elsewhere'],
    ],
    ['a retired id in use', base({ retired: [{ id: 'FI-01', replacedBy: [] }] }), ['/retired/0/id']],
    [
      'a successor that is missing',
      base({ retired: [{ id: 'FI-03', replacedBy: ['FI-04'] }] }),
      ['/retired/0/replacedBy/0'],
    ],
    [
      'a threshold out of reach',
      base({
        rules: [element],
        combined: [group({ thresholds: [{ id: 't', occupancies: 'any', count: 2, elements: 'any' }] })],
      }),
      ['/combined/0/thresholds/0/count'],
    ],
    [
      'a threshold of no element',
      base({
        rules: [element],
        combined: [group({ thresholds: [{ id: 't', occupancies: 'any', count: 1, elements: ['x'] }] })],
      }),
      ['/combined/0/thresholds/0/elements/0'],
    ],
    [
      'an occupancy of no name',
      base({ rules: [element], combined: [group({ defaultOccupancies: ['x'] })] }),
      ['/combined/0/defaultOccupancies/0'],
    ],
    ['a group without rules', base({ combined: [group()] }), ['/combined/0/id', '/combined/0/thresholds/0/elements/0']],
    ['a tightening without reason', overlay({ tighten: [{ rule: 'FI-01', class: 'direct' }] }), ['/tighten/0/reason']],
    ['a switch without class', overlay({ switch: [{ rule: 'FI-01', reason: '因' }] }), ['/switch/0/class']],
    [
      'one rule amended twice',
      overlay({
        tighten: [{ rule: 'FI-01', defaultPriority: 'P0', reason: '因' }],
        switch: [{ rule: 'FI-01', class: 'general', reason: '因' }],
      }),
      ['/switch/0/rule'],
    ],
    ['an overlay of the nation', overlay({ level: 'national' }), ['/level']],
  ])('names the path of %s', (_what, pack, paths) => {
    expect(pathsOf(pack)).toEqual(paths);
  });

  it('names everything that is wrong at once', () => {
    expect(pathsOf(base({ title: ' ', rules: [rule({ class: 'x', defaultPriority: 'P9' })] }))).toEqual([
      '/title',
      '/rules/0/class',
      '/rules/0/defaultPriority',
    ]);
  });

  it('says what stands where a duplicate does', () => {
    const pack = readShippedPack('national-2026.1') as { rules: Json[] };
    const last = pack.rules.length;
    const checked = validateRulePack({ ...pack, rules: [...pack.rules, pack.rules[0]] });
    expect(checked).toEqual({
      ok: false,
      errors: [{ path: `/rules/${last}/id`, message: `${String(pack.rules[0]?.id)} stands at /rules/0 already` }],
    });
  });
});
