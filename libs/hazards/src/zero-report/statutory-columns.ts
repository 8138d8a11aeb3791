import { rateOf, rateText } from './ledger-numbers.js';

/** 统计表: the twelve columns of the statutory statistics, cumulative from January to the quarter's last month. */
export interface StatutoryNumbers {
  unitsInspected: number;
  generalsFound: number;
  generalsFixed: number;
  majorsFound: number;
  majorsClosed: number;
  majorsPlanned: number;
  majorsFullyPlanned: number;
  majorsListed: number;
  majorsListedByProvince: number;
  /** Yuan; shown in 万元. */
  funds: number;
}

export const NO_NUMBERS: StatutoryNumbers = {
  unitsInspected: 0,
  generalsFound: 0,
  generalsFixed: 0,
  majorsFound: 0,
  majorsClosed: 0,
  majorsPlanned: 0,
  majorsFullyPlanned: 0,
  majorsListed: 0,
  majorsListedByProvince: 0,
  funds: 0,
};

/** The sum of what several report, number by number. */
export function sumNumbers(all: readonly StatutoryNumbers[]): StatutoryNumbers {
  const fields = Object.keys(NO_NUMBERS) as (keyof StatutoryNumbers)[];
  const sums = fields.map((field) => [field, all.reduce((sum, one) => sum + one[field], 0)] as const);
  return Object.fromEntries(sums) as unknown as StatutoryNumbers;
}

/** 更正: hazards of earlier quarters that came to light after those were reported. They change none of the filed numbers. */
export interface Corrections {
  generals: number;
  majors: number;
}

export const NO_CORRECTIONS: Corrections = { generals: 0, majors: 0 };

export const sumCorrections = (all: readonly Corrections[]): Corrections =>
  all.reduce(
    (sum, one) => ({ generals: sum.generals + one.generals, majors: sum.majors + one.majors }),
    NO_CORRECTIONS,
  );

export const CORRECTION_COLUMNS: readonly { label: string; value: (corrections: Corrections) => number }[] = [
  { label: '更正以前季度一般隐患（项）', value: (c) => c.generals },
  { label: '更正以前季度重大隐患（项）', value: (c) => c.majors },
];

export interface StatutoryColumn {
  label: string;
  /** What the cell holds: a number, or the text of a rate. */
  value: (numbers: StatutoryNumbers) => number | string;
}

const TEN_THOUSAND = 10_000;
const rate = (part: number, whole: number): string => rateText(rateOf(part, whole));

/**
 * The columns in the order of the form of order 16 of 2007. Zeros are written as 0, because an empty cell does not say that
 * there is nothing; a rate of nothing is '—'.
 */
export const STATUTORY_COLUMNS: readonly StatutoryColumn[] = [
  { label: '排查单位数（家）', value: (n) => n.unitsInspected },
  { label: '一般隐患数（项）', value: (n) => n.generalsFound },
  { label: '一般隐患已整改（项）', value: (n) => n.generalsFixed },
  { label: '一般隐患整改率', value: (n) => rate(n.generalsFixed, n.generalsFound) },
  { label: '重大隐患数（项）', value: (n) => n.majorsFound },
  { label: '重大隐患已整改销号（项）', value: (n) => n.majorsClosed },
  { label: '重大隐患整改率', value: (n) => rate(n.majorsClosed, n.majorsFound) },
  { label: '列入治理计划（项）', value: (n) => n.majorsPlanned },
  { label: '其中达到“五到位”（项）', value: (n) => n.majorsFullyPlanned },
  { label: '挂牌督办（项）', value: (n) => n.majorsListed },
  { label: '其中省级挂牌（项）', value: (n) => n.majorsListedByProvince },
  { label: '累计落实治理资金（万元）', value: (n) => Math.round((n.funds / TEN_THOUSAND) * 100) / 100 },
];
