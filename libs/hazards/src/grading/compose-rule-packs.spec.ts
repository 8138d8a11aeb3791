import { shippedPack } from '../../rule-packs/shipped-pack.js';
import { composeRulePacks } from './compose-rule-packs.js';
import { type BasePack, type OverlayPack } from './rule-pack.js';
import { validateRulePack } from './validate-rule-pack.js';

const base = shippedPack('national-2026.1') as BasePack;
function accepted(input: unknown): OverlayPack {
  const checked = validateRulePack(input);
  if (!checked.ok) throw new Error(JSON.stringify(checked.errors));
  return checked.pack as OverlayPack;
}
const overlay = (fields: object = {}): OverlayPack =>
  accepted({
    id: 'district-1',
    kind: 'overlay',
    title: '区',
    titleEn: 'district',
    level: 'district',
    jurisdiction: 'CN-1',
    extends: ['national-2026.1'],
    validFrom: '2026-03-01',
    validTo: '2026-08-31',
    documents: { 'work-points': { title: '本区要点', number: '1号' } },
    ...fields,
  });
const verified = { textVerified: true, source: 'official', citation: { document: 'work-points', article: '第1条' } };
const outcome = (fields: object, day = '2026-06-01') => composeRulePacks(base, [overlay(fields)], day);
const effective = (fields: object) => {
  const composed = outcome(fields);
  if (!composed.ok) throw new Error(JSON.stringify(composed.errors));
  return composed.pack;
};

describe('composeRulePacks', () => {
  it.each([
    ['2025-12-31', false, undefined],
    ['2026-01-01', true, 'national-2026.1'],
    ['2026-02-28', true, 'national-2026.1'],
    ['2026-03-01', true, 'national-2026.1+district-1'],
    ['2026-08-31', true, 'national-2026.1+district-1'],
    ['2026-09-01', true, 'national-2026.1'],
  ])('on %s is in force: %s, as %s', (day, ok, version) => {
    const composed = outcome({}, day);
    expect([composed.ok, composed.ok ? composed.pack.version : undefined]).toEqual([ok, version]);
  });

  it('names the overlays that are out of force', () => {
    expect(outcome({}, '2026-09-01')).toMatchObject({ notInForce: ['district-1'] });
  });

  it('lays the province below the district whatever the order given', () => {
    const province = { ...overlay(), id: 'province-1', level: 'province' as const };
    const composed = composeRulePacks(base, [overlay(), province], '2026-06-01');
    expect(composed.ok && composed.pack.packs).toEqual(['national-2026.1', 'province-1', 'district-1']);
  });

  it('tightens a class and cites the document of the overlay', () => {
    const pack = effective({ tighten: [{ rule: 'FI-21', class: 'direct', reason: '一律禁止', ...verified }] });
    expect(pack.rules['FI-21']).toMatchObject({
      class: 'direct',
      citation: { document: 'district-1:work-points', article: '第1条' },
      amendedBy: [{ pack: 'district-1', reason: '一律禁止' }],
    });
    expect(pack.documents['district-1:work-points']?.title).toBe('本区要点');
    expect(pack.changes).toEqual([
      expect.objectContaining({ target: 'FI-21', from: 'direct-unverified', to: 'direct', loosens: false }),
    ]);
    expect(base.rules.find((rule) => rule.id === 'FI-21')?.class).toBe('direct-unverified');
  });

  it('lists a switch that loosens', () => {
    const pack = effective({ switch: [{ rule: 'FI-22', class: 'combined', reason: '本区另行规定' }] });
    expect(pack.changes).toEqual([expect.objectContaining({ target: 'FI-22', to: 'combined', loosens: true })]);
  });

  it('lists a switch to confirmation as loosening', () => {
    const pack = effective({
      switch: [{ rule: 'FI-04', class: 'direct', needsConfirmation: true, reason: '个案认定' }],
    });
    expect(pack.changes[0]).toMatchObject({ from: 'direct', to: 'direct, to confirm', loosens: true });
  });

  it('lists a higher count or a lighter result as loosening', () => {
    const counts = (fields: object) => effective({ combined: [{ group: 'fire-combined', reason: '因', ...fields }] });
    expect(counts({ counts: { 'crowded-listed': 2 } }).changes[0]).toMatchObject({ loosens: false });
    expect(counts({ counts: { 'crowded-listed': 4 } }).changes[0]).toMatchObject({ loosens: true });
    expect(counts({ result: 'suspected-major' }).changes[0]).toMatchObject({ loosens: true });
  });

  it('leaves out rules outside their dates and remembers them', () => {
    const added = { ...base.rules[0], id: 'BD-P01', variantOf: undefined, citation: undefined, class: 'general' };
    const rule = { ...added, textVerified: false, source: 'recalled', validFrom: '2026-07-01', validTo: '2026-07-31' };
    const clean: unknown = JSON.parse(JSON.stringify({ add: [rule] }));
    expect(effective(clean as object).notInForce).toEqual([
      { id: 'BD-P01', validFrom: '2026-07-01', validTo: '2026-07-31' },
    ]);
    const inJuly = outcome(clean as object, '2026-07-31');
    expect(inJuly.ok && inJuly.pack.rules['BD-P01']?.definedBy).toBe('district-1');
  });

  it.each<[string, object, string]>([
    [
      'tightens a rule that the base lacks',
      { tighten: [{ rule: 'FI-99', defaultPriority: 'P0', reason: '因' }] },
      '/tighten/0/rule',
    ],
    ['loosens under tighten', { tighten: [{ rule: 'FI-01', class: 'general', reason: '因' }] }, '/tighten/0/class'],
    [
      'postpones under tighten',
      { tighten: [{ rule: 'FI-01', defaultPriority: 'P4', reason: '因' }] },
      '/tighten/0/defaultPriority',
    ],
    [
      'asks a person under tighten',
      { tighten: [{ rule: 'FI-01', needsConfirmation: true, reason: '因' }] },
      '/tighten/0/needsConfirmation',
    ],
    ['changes nothing', { tighten: [{ rule: 'FI-01', reason: '因' }] }, '/tighten/0/reason'],
    [
      'makes an unread text direct',
      { tighten: [{ rule: 'FI-21', class: 'direct', reason: '因' }] },
      '/tighten/0/class',
    ],
    [
      'switches to the class that holds',
      { switch: [{ rule: 'FI-01', class: 'direct', reason: '因' }] },
      '/switch/0/class',
    ],
    [
      'switches to an element without one',
      { switch: [{ rule: 'FI-01', class: 'combined', reason: '因' }] },
      '/switch/0/element',
    ],
    ['names no group of the base', { combined: [{ group: 'x', reason: '因' }] }, '/combined/0/group'],
    [
      'names no threshold of the group',
      { combined: [{ group: 'fire-combined', counts: { x: 2 }, reason: '因' }] },
      '/combined/0/counts/x',
    ],
    ['extends another base', { extends: ['national-2025.1'] }, '/extends'],
  ])('refuses an overlay that %s', (_what, fields, path) => {
    const composed = outcome(fields);
    expect(composed.ok).toBe(false);
    expect(composed.ok ? [] : composed.errors.map((error) => [error.pack, error.path])).toContainEqual([
      'district-1',
      path,
    ]);
  });

  it('refuses two overlays of one level', () => {
    const composed = composeRulePacks(base, [overlay(), { ...overlay(), id: 'district-2' }], '2026-06-01');
    expect(composed).toMatchObject({ ok: false, errors: [{ pack: 'district-2', path: '/level' }] });
  });
});
