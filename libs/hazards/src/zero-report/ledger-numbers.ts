/** 台账数字: what the ledger says of one school and one period at a stated position of its history. */
export interface LedgerNumbers {
  /** 排查次数: days on which somebody of the school went round, recorded findings or surveyed its sources. */
  inspections: number;
  /** 重大危险源数, as the survey of the period recorded them; 0 until one did. */
  majorSources: number;
  /** 风险点数. */
  riskPoints: number;
  majorsNew: number;
  majorsClosed: number;
  majorsOpen: number;
  majorsListed: number;
  generalsFound: number;
  generalsFixed: number;
  /** 资金, in yuan. */
  funds: number;
}

export const LEDGER_FIELDS: readonly (keyof LedgerNumbers)[] = [
  'inspections',
  'majorSources',
  'riskPoints',
  'majorsNew',
  'majorsClosed',
  'majorsOpen',
  'majorsListed',
  'generalsFound',
  'generalsFixed',
  'funds',
];

/** Which state of the ledger was read: how many events its hazards had, and one hash over all their heads. */
export interface LedgerPosition {
  at: string;
  hazards: number;
  events: number;
  digest: string;
}

export interface Inspection {
  date: string;
  people: string[];
}

/** 更正: a hazard of an earlier quarter that came to light after that quarter's report, which keeps its numbers. */
export interface LateFact {
  hazardId: string;
  number: string;
  /** The quarter in which it was found. */
  quarter: string;
  grade: string | null;
  discoveredOn: string;
  reportedOn: string;
}

/** The first answers of a school's form. */
export interface LedgerExcerpt {
  position: LedgerPosition;
  numbers: LedgerNumbers;
  inspections: Inspection[];
  /** The day on which the sources of the period were surveyed, where a survey was filed. */
  surveyedOn: string | null;
  /** True where a survey is owed for the period and none was filed: then a date that the school writes down is no record. */
  surveyMissing: boolean;
  /** The same numbers as the school filed them for the period before; null when it filed none. */
  previous: Partial<LedgerNumbers> | null;
  corrections: LateFact[];
  /** Hazards that the bureau has not decided on yet, handled like majors until it does. */
  suspected: number;
}

/** Part of a whole as a share from 0 to 1; null where the whole is nothing, which is no rate at all. */
export const rateOf = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** '66.7%', or '—' where nothing was found that could have been put right. */
export function rateText(rate: number | null): string {
  return rate === null ? '—' : `${(Math.round(rate * 1000) / 10).toFixed(1).replace(/\.0$/, '')}%`;
}
