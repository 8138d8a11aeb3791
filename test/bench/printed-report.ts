import { type Bar, type Figure, type Report, type Suite } from './suite.js';
import { isMet, ratioOf } from './verdict.js';

export interface SuiteRecord {
  readonly suite: string;
  readonly measures: string;
  readonly methods: string[];
  readonly figures: (Figure & { readonly ratio?: number; readonly met?: boolean })[];
  readonly notes: string[];
  readonly skipped: { readonly what: string; readonly why: string }[];
  seconds: number;
}

/** Prints what a suite reports as it comes, and keeps it for the summary and for `--json`. */
export class PrintedReport implements Report {
  readonly record: SuiteRecord;

  constructor(
    { name, measures }: Suite,
    private readonly print: (line: string) => void,
  ) {
    this.record = { suite: name, measures, methods: [], figures: [], notes: [], skipped: [], seconds: 0 };
    print(`\n── ${name}: ${measures}`);
  }

  method(sentence: string): void {
    this.record.methods.push(sentence);
    this.print(`   method: ${sentence}`);
  }

  figure(figure: Figure): void {
    const record = { ...figure, ratio: ratioOf(figure), met: isMet(figure) };
    this.record.figures.push(record);
    for (const line of linesOf(record)) this.print(`   ${line}`);
  }

  note(sentence: string): void {
    this.record.notes.push(sentence);
    this.print(`   note: ${sentence}`);
  }

  skipped(what: string, why: string): void {
    this.record.skipped.push({ what, why });
    this.print(`   SKIPPED, NOT MEASURED: ${what}, because ${why}`);
  }
}

/** One line for each figure that has a bar. */
export function summaryOf(records: readonly SuiteRecord[]): string[] {
  const judged = records.flatMap(({ suite, figures, skipped }) => [
    ...figures
      .filter(({ met }) => met !== undefined)
      .map(
        (figure) =>
          `${figure.met ? 'met    ' : 'NOT MET'}  ${suite}: ${figure.name}: ${judgedValue(figure)}, bar ${barText(figure.bar)}`,
      ),
    ...skipped.map(({ what }) => `SKIPPED  ${suite}: ${what}`),
  ]);
  return judged.length > 0 ? judged : ['no figure with a bar was measured'];
}

type Judged = SuiteRecord['figures'][number];

function linesOf(figure: Judged): string[] {
  const { name, value, unit, bare, ratio, bar, met } = figure;
  const lines = [`${name}: ${number(value)} ${unit}`];
  if (bare && ratio !== undefined)
    lines.push(`  bare limit (${bare.name}): ${number(bare.value)} ${unit}; ratio ${ratio.toFixed(2)}`);
  if (bar) lines.push(`  bar: ${bar.on === 'ratio' ? 'ratio ' : ''}${barText(bar)}: ${met ? 'met' : 'NOT MET'}`);
  return lines;
}

const judgedValue = ({ bar, ratio, value, unit }: Judged): string =>
  bar?.on === 'ratio' && ratio !== undefined ? ratio.toFixed(2) : `${number(value)} ${unit}`;

const barText = (bar: Bar | undefined): string =>
  [bar?.atLeast !== undefined && `≥ ${bar.atLeast}`, bar?.atMost !== undefined && `≤ ${bar.atMost}`]
    .filter(Boolean)
    .join(' and ');

/** Three significant digits, no exponent. */
function number(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en').replaceAll(',', ' ');
  return String(Number(value.toPrecision(3)));
}
