import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type Scope } from '#platform/database/scope.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { Metrics } from '#platform/observability/metrics.js';
import { readCsv } from '#platform/tables/read-csv.js';
import { readXlsx } from '#platform/tables/read-xlsx.js';
import { type Table } from '#platform/tables/table.js';
import { type Ground, ReportGround } from '#store/hazards/report-ground.js';
import { type HazardReport, type ReportAnswer, ReportHazards } from '#store/hazards/report-hazards.js';
import { acting } from '#store/requests/acting.js';
import { faultOfOrganisation, faultsOfReport } from '../report-faults.js';
import { LEDGER_COLUMNS, type LedgerColumn } from './ledger-columns.js';
import { LINE_RESULTS, type LedgerImported, type LedgerLineAnswer } from './ledger.dto.js';
import { lineError, readLedgerLine, type LedgerLine } from './read-ledger-line.js';

export type LedgerFormat = 'csv' | 'xlsx';

/** Lines that are stored, or checked before other requests have their turn, at once. */
const CHUNK = 500;

interface Report {
  readonly line: number;
  readonly report: HazardReport;
}

/** Takes a whole ledger 台账, line by line: a bad line does not stop a good one, and a line that came before is recognised. */
@Injectable()
export class ImportLedger {
  constructor(
    private readonly reports: ReportHazards,
    private readonly ground: ReportGround,
    private readonly transactions: ApiTransactions,
    private readonly metrics: Metrics,
  ) {}

  /** Throws the problem of a file of which no line can be read. */
  async run(file: Buffer | undefined, format: LedgerFormat): Promise<LedgerImported> {
    const { scope } = acting();
    const { sheet, ...table } = await readFile(file, format);
    const broken = table.broken.map(({ line, errors }): LedgerLine => ({ kind: 'refused', line, errors }));
    const read = [...broken, ...(await readLines(table))];
    const codes = new Set(read.flatMap((line) => (line.kind === 'report' ? [line.report.organisationCode] : [])));
    const judged = judge(read, await this.ground.run(scope, [...codes]));
    const stored = await this.store(scope, judged.reports);
    const lines = [...judged.refused, ...stored].sort((a, b) => a.line - b.line);
    const [accepted = 0, repeated = 0, refused = 0] = LINE_RESULTS.map(
      (result) => lines.filter((line) => line.result === result).length,
    );
    this.transactions.afterCommit(() => this.metrics.reportAccepted(accepted));
    return { total: lines.length, accepted, repeated, refused, sheet, lines };
  }

  private async store(scope: Scope, reports: readonly Report[]): Promise<LedgerLineAnswer[]> {
    // Every import takes the schools' counters in the same order, so that two at once wait for each other and never in a ring.
    const inOrder = reports.toSorted(
      (a, b) => compare(a.report.organisationCode, b.report.organisationCode) || a.line - b.line,
    );
    const answers: LedgerLineAnswer[] = [];
    for (const chunk of chunksOf(inOrder)) {
      const results = await this.transactions.run(scope, () =>
        this.reports.run(
          scope,
          chunk.map(({ report }) => report),
        ),
      );
      answers.push(...chunk.map(({ line }, i) => answerOf(line, results[i])));
    }
    return answers;
  }
}

type ReadTable = Table<LedgerColumn> & { readonly sheet?: string };

const readFile = async (file: Buffer | undefined, format: LedgerFormat): Promise<ReadTable> =>
  format === 'xlsx' ? readXlsx(file, LEDGER_COLUMNS) : readCsv(file, LEDGER_COLUMNS);

async function readLines({ lines }: Table<LedgerColumn>): Promise<LedgerLine[]> {
  const read: LedgerLine[] = [];
  for (const chunk of chunksOf(lines)) {
    read.push(...chunk.map(readLedgerLine));
    await setImmediate();
  }
  return read;
}

function judge(
  lines: readonly LedgerLine[],
  { now, packFor }: Ground,
): { reports: Report[]; refused: LedgerLineAnswer[] } {
  const reports: Report[] = [];
  const refused: LedgerLineAnswer[] = [];
  for (const read of lines) {
    const { line } = read;
    if (read.kind === 'refused') {
      refused.push({ line, result: 'refused', errors: read.errors });
      continue;
    }
    const { clientReportId } = read;
    const discoveredAt = read.report.discoveredAt === undefined ? undefined : new Date(read.report.discoveredAt);
    const report: HazardReport = { ...read.report, discoveredAt, clientReportId };
    const errors = faultsOfReport(report, packFor(report.organisationCode), now).map((error) => lineError(line, error));
    if (errors.length > 0) refused.push({ line, result: 'refused', errors });
    else reports.push({ line, report });
  }
  return { reports, refused };
}

function answerOf(line: number, answer: ReportAnswer | undefined): LedgerLineAnswer {
  if (!answer) throw new Error('a report was stored without an answer');
  if (answer.kind === 'refused')
    return { line, result: 'refused', errors: [lineError(line, faultOfOrganisation(answer.reason))] };
  return { line, result: answer.kind, id: answer.id, number: answer.number };
}

function* chunksOf<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += CHUNK) yield items.slice(start, start + CHUNK);
}

/** By code point, as every machine does it. */
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
