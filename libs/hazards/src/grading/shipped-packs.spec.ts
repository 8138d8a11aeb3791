import { shippedPack } from '../../rule-packs/shipped-pack.js';
import { citeRule } from './cite-rule.js';
import { composeRulePacks } from './compose-rule-packs.js';
import { type BasePack, type OverlayPack } from './rule-pack.js';

const national = shippedPack('national-2026.1') as BasePack;
const rule = (id: string) => national.rules.find((one) => one.id === id);
const numbers = (prefix: string, last: number) =>
  Array.from({ length: last }, (_, i) => `${prefix}-${String(i + 1).padStart(2, '0')}`);

const TOP: Record<string, number> = {
  FI: 38,
  BD: 13,
  SE: 10,
  BU: 12,
  FO: 11,
  LA: 8,
  GA: 5,
  UT: 3,
  CR: 2,
  DR: 3,
  SP: 5,
  NA: 3,
  MG: 5,
};

describe('the national pack', () => {
  it.each(Object.entries(TOP))('has every row of %s up to %i', (prefix, last) => {
    const wanted = numbers(prefix, last).flatMap((id) => (id === 'FI-16' ? ['FI-16a', 'FI-16b'] : [id]));
    const ids = national.rules.map((one) => one.id);
    expect(wanted.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('holds the class of each row', () => {
    const direct = national.rules.filter((one) => one.class === 'direct').map((one) => one.id);
    expect(direct).toEqual([
      ...['BD-01', 'BD-03'],
      ...numbers('FI', 10),
      ...['FI-16a', 'FI-17', 'FI-22', 'FI-37', 'FI-38'],
      ...['LA-01', 'LA-08', 'NA-01'],
      ...numbers('BU', 5),
      'SP-04',
      ...['SE-01', 'SE-02', 'SE-03', 'SE-04a', 'SE-05', 'SE-06', 'SE-10'],
    ]);
    expect(national.rules.filter((one) => one.needsConfirmation).map((one) => one.id)).toEqual(['FI-08', 'FI-09']);
    expect(rule('FI-21')).toMatchObject({ class: 'direct-unverified', element: 'shutters-on-escape' });
    expect(rule('SE-04')).toMatchObject({ class: 'general', defaultPriority: 'P2' });
  });

  it('ships nothing unverified as direct and no clause of an unverified text', () => {
    for (const one of national.rules) {
      if (one.class === 'direct') expect([one.id, one.textVerified]).toEqual([one.id, true]);
      const printed = citeRule(one, national.documents);
      const { article, articleToCheck } = one.citation ?? {};
      const printsClause = article !== undefined && printed.zh.includes(article);
      expect([one.id, printsClause]).toEqual([one.id, one.source === 'official' && article !== undefined]);
      if (articleToCheck) expect(printed.zh + printed.en).not.toContain(articleToCheck);
    }
  });

  it('counts the 20 elements of the combined rows under one group', () => {
    const elements = new Set(national.rules.filter((one) => one.group === 'fire-combined').map((one) => one.element));
    expect(elements.size).toBe(20);
  });

  it('states every title and condition once', () => {
    const conditions = national.rules.map((one) => one.condition);
    expect(new Set(conditions).size).toBe(conditions.length);
  });
});

describe('the example overlays', () => {
  const province = shippedPack('example-province-2026.1') as OverlayPack;
  const district = shippedPack('example-district-2026.1') as OverlayPack;

  it('make one pack whose version names all three', () => {
    const composed = composeRulePacks(national, [district, province], '2026-06-01');
    if (!composed.ok) throw new Error(JSON.stringify(composed.errors));
    expect(composed.pack.version).toBe('national-2026.1+example-province-2026.1+example-district-2026.1');
    expect(composed.pack.rules['FI-21']).toMatchObject({
      class: 'direct',
      textVerified: true,
      element: 'shutters-on-escape',
    });
    expect(composed.pack.rules['FI-21']?.amendedBy?.[0]?.reason).toContain('卷帘门');
    expect(composed.pack.changes.filter((one) => one.loosens).map((one) => one.target)).toEqual(['CR-01a']);
  });
});
