import { type MetAtPlace, repeatedRules } from './repeated-rules.js';

const ZONE = 'Asia/Shanghai';
const hazard = { id: 'now', reportedAt: new Date('2026-10-12T09:00:00+08:00') };
const met = (reportedAt: string, ruleId = 'FO-05', hazardId = 'then'): MetAtPlace => ({
  hazardId,
  ruleId,
  reportedAt: new Date(reportedAt),
});

describe('repeatedRules', () => {
  it.each<[string, MetAtPlace[], string[]]>([
    ['nothing before', [], []],
    ['the first instant of the term', [met('2026-09-01T00:00:00+08:00')], ['FO-05']],
    ['the last of the term before', [met('2026-08-31T23:59:59.999+08:00')], []],
    ['a moment earlier', [met('2026-10-12T08:59:59.999+08:00')], ['FO-05']],
    ['the same moment', [met('2026-10-12T09:00:00+08:00')], []],
    ['later', [met('2026-10-13T09:00:00+08:00')], []],
    ['the hazard itself', [met('2026-10-01T09:00:00+08:00', 'FO-05', 'now')], []],
    [
      'several, each once and in order',
      [
        met('2026-10-02T09:00:00+08:00', 'FO-06'),
        met('2026-10-03T09:00:00+08:00'),
        met('2026-10-04T09:00:00+08:00', 'FO-06', 'other'),
      ],
      ['FO-05', 'FO-06'],
    ],
  ])('%s', (_what, earlier, expected) => {
    expect(repeatedRules(hazard, earlier, ZONE)).toEqual(expected);
  });

  it('counts January with the autumn before it', () => {
    const january = { id: 'now', reportedAt: new Date('2027-01-20T09:00:00+08:00') };
    expect(repeatedRules(january, [met('2026-09-02T08:00:00+08:00')], ZONE)).toEqual(['FO-05']);
    const february = { id: 'now', reportedAt: new Date('2027-02-01T00:00:00+08:00') };
    expect(repeatedRules(february, [met('2027-01-31T23:00:00+08:00')], ZONE)).toEqual([]);
  });
});
