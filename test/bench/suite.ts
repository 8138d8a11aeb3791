/** A bound that a figure must keep; the bar of a ratio concerns `value ÷ bare`. */
export interface Bar {
  readonly on: 'ratio' | 'value';
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** One measured number, beside the bare limit that was measured in the same run where there is one. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** Such as `reports/s`, `ms`, `s`, `MB`, or `×` for a ratio of two of our own figures. */
  readonly unit: string;
  readonly bare?: { readonly name: string; readonly value: number };
  readonly bar?: Bar;
}

/** Where a suite says what it did and what came out. */
export interface Report {
  /** One sentence of the method: what runs where, how much of it, what the bare limit does. */
  method(sentence: string): void;
  figure(figure: Figure): void;
  /** Something seen beside the figures, such as a latency or a count that was checked. */
  note(sentence: string): void;
  /** A part that could not be measured here. It counts as neither met nor missed, and is said loudly. */
  skipped(what: string, why: string): void;
}

/** One file in `suites/` exports one of these as `suite`; the runner finds it by that. */
export interface Suite {
  readonly name: string;
  /** What is measured, in one line. */
  readonly measures: string;
  run(report: Report): Promise<void>;
}
