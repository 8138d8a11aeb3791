import { CSV_HEAD, csvLineOf } from './replay-csv.js';

const change = {
  hazardId: 'h',
  number: 'D1-S1-2026-0001',
  organisationCode: 'S1',
  site: '主校区',
  building: null,
  category: 'fire',
  reportedAt: '2026-06-01T08:00:00.000+08:00',
  actual: null,
  from: 'general',
  to: 'major',
  groundsFrom: [],
  groundsTo: ['composite:fire-combined', 'rule:FI-21'],
  alertsAdded: 7,
  alertsRemoved: 1,
  climbAdded: 12,
  climbRemoved: 0,
} as const;

describe('a replay as CSV', () => {
  it('has a cell for every column', () => {
    expect(CSV_HEAD).toMatch(
      /^\uFEFFnumber,organisationCode,.*,groundsTo,alertsAdded,alertsRemoved,climbAdded,climbRemoved\r\n$/,
    );
    expect(csvLineOf(change)).toBe(
      'D1-S1-2026-0001,S1,主校区,,fire,2026-06-01T08:00:00.000+08:00,,general,major,,composite:fire-combined rule:FI-21,7,1,12,0\r\n',
    );
  });

  it.each([
    ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ['北楼, 东侧', '"北楼, 东侧"'],
    ['-1', "'-1"],
    ['a\nb', '"a\nb"'],
  ])('writes the site %j as %j', (site, written) => {
    expect(csvLineOf({ ...change, site })).toContain(`,S1,${written},`);
  });
});
