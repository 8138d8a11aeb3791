import { shippedPack } from '../../rule-packs/shipped-pack.js';
import { composeFitting, packsInForce, type PublishedPack } from './packs-in-force.js';
import { type BasePack, type OverlayPack } from './rule-pack.js';

const base = shippedPack('national-2026.1') as BasePack;
const province = shippedPack('example-province-2026.1') as OverlayPack;
const district = shippedPack('example-district-2026.1') as OverlayPack;
const at = (day: string): Date => new Date(`${day}T09:00:00+08:00`);
const published = (pack: PublishedPack['pack'], organisationId: number | null, day = '2026-01-05'): PublishedPack => ({
  pack,
  organisationId,
  publishedAt: at(day),
});
const COUNTRY = published(base, null);
const PROVINCE = published(province, 2);
const DISTRICT = published(district, 4);

describe('packsInForce', () => {
  it.each([
    [
      'a school of the district',
      [0, 1, 2, 3, 4, 9],
      '2026-03-01',
      ['example-province-2026.1', 'example-district-2026.1'],
    ],
    ['a school of the district next to it', [0, 1, 2, 3, 5, 8], '2026-03-01', ['example-province-2026.1']],
    ['a school of another province', [0, 1, 7, 6], '2026-03-01', []],
    ['the day before the overlays begin', [0, 1, 2, 3, 4, 9], '2026-02-28', []],
  ])('%s', (_, path, day, expected) => {
    const found = packsInForce([DISTRICT, PROVINCE, COUNTRY], path, day);
    expect(found?.base.id).toBe('national-2026.1');
    expect(found?.overlays.map(({ id }) => id)).toEqual(expected);
  });

  it('knows nothing before any base is in force', () => {
    expect(packsInForce([COUNTRY], [0], '2025-12-31')).toBeUndefined();
  });

  it('lets the overlay stand that came into force last, and ends it with its last day', () => {
    const correction = published({ ...district, id: 'district-2', validFrom: '2026-04-01', validTo: '2026-04-30' }, 4);
    const overlaysOn = (day: string) =>
      packsInForce([COUNTRY, DISTRICT, correction], [4], day)?.overlays.map(({ id }) => id);
    expect(overlaysOn('2026-03-31')).toEqual(['example-district-2026.1']);
    expect(overlaysOn('2026-04-01')).toEqual(['district-2']);
    expect(overlaysOn('2026-04-30')).toEqual(['district-2']);
    expect(overlaysOn('2026-05-01')).toEqual(['example-district-2026.1']);
  });

  it('of two that begin on one day takes the one published later', () => {
    const later = published({ ...district, id: 'a-later-one' }, 4, '2026-01-06');
    const found = packsInForce([COUNTRY, later, DISTRICT], [4], '2026-03-01');
    expect(found?.overlays.map(({ id }) => id)).toEqual(['a-later-one']);
  });
});

describe('composeFitting', () => {
  it('names in its version every pack that took part', () => {
    const rules = composeFitting({ base, overlays: [province, district] }, '2026-03-01');
    expect(rules).toMatchObject({
      ok: true,
      misfits: [],
      pack: { version: 'national-2026.1+example-province-2026.1+example-district-2026.1' },
    });
  });

  it('goes on without an overlay that no longer fits, and says where', () => {
    const lost = { ...district, extends: ['national-2025.1'] };
    const rules = composeFitting({ base, overlays: [province, lost] }, '2026-03-01');
    expect(rules).toMatchObject({ ok: true, pack: { version: 'national-2026.1+example-province-2026.1' } });
    expect(rules.ok && rules.misfits).toEqual([
      { pack: district.id, path: '/extends', message: 'does not extend national-2026.1' },
    ]);
  });

  it('refuses when the base itself is not in force', () => {
    expect(composeFitting({ base, overlays: [] }, '2025-12-31')).toMatchObject({ ok: false });
  });
});
