import { rateText } from '#hazards/zero-report/ledger-numbers.js';
import { type Tally } from '#hazards/zero-report/filing-standing.js';
import { plainCell } from '#hazards/zero-report/spreadsheet-cell.js';
import { CORRECTION_COLUMNS, STATUTORY_COLUMNS } from '#hazards/zero-report/statutory-columns.js';
import { type RollUp } from './read-roll-up.js';

export type Cell = string | number;
type Line = Pick<RollUp['rows'][number], 'name' | 'tally' | 'suspended' | 'merged' | 'numbers' | 'corrections'>;

const TALLY_COLUMNS: readonly { label: string; value: (tally: Tally) => Cell }[] = [
  { label: '应报（所）', value: (t) => t.expected },
  { label: '按时报“零”', value: (t) => t.filedZero },
  { label: '按时报有隐患', value: (t) => t.filedWithHazards },
  { label: '迟报', value: (t) => t.late },
  { label: '未报', value: (t) => t.missing },
  { label: '未到期', value: (t) => t.pending },
  { label: '免报', value: (t) => t.excused },
  { label: '按时率', value: (t) => rateText(t.onTimeRate) },
];

/** 汇总表: heading, one line for each place below, and the sum; the same for CSV and XLSX. */
export function rollUpTable(rollUp: RollUp): { heading: string[]; rows: Cell[][] } {
  const heading = [
    '编码',
    '单位',
    ...TALLY_COLUMNS.map(({ label }) => label),
    '停办（所）',
    '合并（所）',
    ...[...STATUTORY_COLUMNS, ...CORRECTION_COLUMNS].map(({ label }) => label),
    '签字人',
    '签字时间',
  ];
  const lineOf = (
    code: string,
    { name, tally, suspended, merged, numbers, corrections }: Line,
    signed: Cell[],
  ): Cell[] => [
    plainCell(code),
    plainCell(name),
    ...TALLY_COLUMNS.map(({ value }) => value(tally)),
    suspended,
    merged,
    ...STATUTORY_COLUMNS.map(({ value }) => value(numbers)),
    ...CORRECTION_COLUMNS.map(({ value }) => value(corrections)),
    ...signed,
  ];
  const rows = rollUp.rows.map((row) =>
    lineOf(row.code, row, row.signed ? [plainCell(row.signed.by), row.signed.at.toISOString().slice(0, 10)] : ['', '']),
  );
  const codesOf = (change: 'suspended' | 'merged'): number =>
    new Set(rollUp.schoolChanges.filter((one) => one.change === change).map(({ code }) => code)).size;
  const whole = { ...rollUp, name: rollUp.of.name, suspended: codesOf('suspended'), merged: codesOf('merged') };
  return { heading, rows: [...rows, lineOf('合计', whole, ['', ''])] };
}
