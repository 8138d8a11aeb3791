/** 台账: the columns of a hazard ledger, in any order, by id or by the headings that schools write. */
export const LEDGER_COLUMNS = {
  required: ['organisationCode', 'site', 'category', 'description'],
  optional: ['building', 'spot', 'observations', 'discoveredAt', 'clientReportId', 'source'],
  headings: {
    organisationCode: ['学校代码', '单位代码'],
    site: ['校区', '场所'],
    building: ['楼栋'],
    spot: ['部位', '具体部位'],
    category: ['类别', '隐患类别'],
    description: ['隐患描述', '描述'],
    observations: ['判定条目'],
    discoveredAt: ['发现时间', '发现日期'],
    clientReportId: ['外部编号'],
    source: ['来源', '隐患来源'],
  },
  multiline: ['description', 'observations'],
  mostLines: 20_000,
} as const;

export type LedgerColumn = (typeof LEDGER_COLUMNS)['required'][number] | (typeof LEDGER_COLUMNS)['optional'][number];
