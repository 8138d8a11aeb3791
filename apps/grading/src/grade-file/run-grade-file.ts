import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { type Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { compileMatcher } from '#hazards/grading/text/compile-matcher.js';
import { gradeText } from '#hazards/grading/text/grade-text.js';
import { lexiconOfRelease, NATIONAL_PACK, rulePackOfRelease } from '#store/policies/rule-pack-files.js';
import { readReports } from './read-reports.js';
import { type BadLine, type ReportLine } from './report-line.js';

const USAGE = 'usage: npm run grade -- <file.jsonl|file.csv|file.xlsx> [--out <file>]';

/** Where a terminal program writes to. */
export interface Streams {
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

/**
 * Grades a file of reports without a server: one JSON line for every report that can be read, every fault by line and field on
 * stderr. Answers the exit code, 1 when anything could not be graded.
 */
export async function runGradeFile(args: readonly string[], streams: Streams): Promise<number> {
  try {
    const { file, out } = optionsFrom(args);
    const { reports, bad, notices } = await readReports(file);
    await writeGrades(reports, out, streams);
    for (const line of [...bad, ...notices]) streams.stderr.write(`${file}: ${describe(line)}\n`);
    return bad.length > 0 ? 1 : 0;
  } catch (error) {
    streams.stderr.write(`${(error as Error).message}\n`);
    return 1;
  }
}

function optionsFrom(args: readonly string[]): { file: string; out?: string } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { out: { type: 'string' } },
  });
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw new Error(USAGE);
  return { file, out: values.out };
}

async function writeGrades(reports: readonly ReportLine[], out: string | undefined, streams: Streams): Promise<void> {
  const pack = rulePackOfRelease(NATIONAL_PACK);
  const rules = new Map((pack.kind === 'base' ? pack.rules : pack.add).map((rule) => [rule.id, rule]));
  const matcher = compileMatcher(lexiconOfRelease());
  const target = out === undefined ? streams.stdout : createWriteStream(out);
  const bar = streams.stderr.isTTY ? new SingleBar({ stream: streams.stderr }) : null;

  bar?.start(reports.length, 0);
  for (const [index, { id, ...report }] of reports.entries()) {
    const line = JSON.stringify({ id, ...gradeText(report, rules, matcher) });
    if (!target.write(`${line}\n`)) await once(target, 'drain');
    if (index % 100 === 99) bar?.update(index + 1);
  }
  bar?.update(reports.length);
  bar?.stop();
  if (target === streams.stdout) return;
  target.end();
  await finished(target);
}

const describe = ({ line, field, reason }: BadLine): string =>
  field === undefined ? `line ${line} ${reason}` : `line ${line}: ${field} ${reason}`;
