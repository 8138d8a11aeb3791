import { type PublishedPack } from '#hazards/grading/packs-in-force.js';
import { type BasePack, type OverlayPack } from '#hazards/grading/rule-pack.js';
import { shippedPack } from '../../../hazards/rule-packs/shipped-pack.js';
import { RulesInForce } from './rules-in-force.js';

const base = shippedPack('national-2026.1') as BasePack;
const overlay = shippedPack('example-province-2026.1') as OverlayPack;
const at = (day: string): Date => new Date(`${day}T09:00:00+08:00`);
const published = (pack: PublishedPack['pack'], organisationId: number | null = null): PublishedPack => ({
  pack,
  organisationId,
  publishedAt: at('2026-01-05'),
});
const versionOn = (rules: RulesInForce, day: string): string => rules.packFor([0, 2], at(day)).version;

describe('the rules of a day on which none are in force', () => {
  const ended = { ...base, id: 'old', validFrom: '2024-01-01', validTo: '2025-06-30' };
  const later = { ...base, id: 'new', validFrom: '2026-01-01' };

  it('are the oldest before the first, the ended ones until others follow', () => {
    const rules = new RulesInForce([published(later), published(ended)]);
    expect(
      ['1998-05-01', '2023-12-31', '2024-01-01', '2025-06-30', '2025-07-01', '2025-12-31', '2026-01-01'].map((day) =>
        versionOn(rules, day),
      ),
    ).toEqual(['old', 'old', 'old', 'old', 'old', 'old', 'new']);
  });

  it('are those that a decision of that day is explained by', () => {
    const rules = new RulesInForce([published(base), published({ ...overlay, validFrom: '2026-01-01' }, 2)]);
    const decided = rules.packFor([0, 2], at('2025-03-01'));
    expect(decided.version).toBe('national-2026.1+example-province-2026.1');
    expect(rules.packOf(decided.version, at('2025-03-01'))).toEqual(decided);
  });

  it('are missed only where no base was ever published', () => {
    expect(() => versionOn(new RulesInForce([published(overlay, 2)]), '2026-05-01')).toThrow(/no base pack/);
  });
});
