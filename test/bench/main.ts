import { readdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { PrintedReport, summaryOf, type SuiteRecord } from './printed-report.js';
import { useProfileDirectory } from './processes/child.js';
import { cleanUp, cleanUpOnSignals } from './scratch.js';
import { type Suite } from './suite.js';

const USAGE = 'npm run bench -- [--suite name]… [--json file] [--profile directory]';
const HERE = new URL('./suites/', import.meta.url);

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** A suite's file bears its name. */
const suiteNames = (): string[] =>
  readdirSync(HERE)
    .filter((file) => file.endsWith('.js'))
    .map((file) => file.slice(0, -'.js'.length))
    .sort();

/** Answers whether a suite failed to run; a bar that is not met is no failure. */
async function bench(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      suite: { type: 'string', multiple: true },
      json: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  if (values.profile) useProfileDirectory(values.profile);
  const known = suiteNames();
  const names = values.suite ?? known;
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`There is no suite ${unknown.join(', ')}; there are ${known.join(', ')}.\n${USAGE}`);
  }

  const machine = machineOf();
  print(`Tocsin bench on ${machine}`);
  print('Ratios are of two figures of this run on this machine; absolute numbers say little beyond it.');
  const records: SuiteRecord[] = [];
  for (const name of names) {
    const record = await measure(name);
    if (record) records.push(record);
  }
  const failed = names.filter((name) => !records.some(({ suite }) => suite === name));
  print(`\n── summary`);
  for (const name of failed) print(`   FAILED TO RUN  ${name}`);
  for (const line of summaryOf(records)) print(`   ${line}`);
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ machine, suites: records }, null, 2)}\n`);
  return failed.length > 0;
}

/** Undefined when the suite failed to run, which it says; the others run all the same. */
async function measure(name: string): Promise<SuiteRecord | undefined> {
  const began = performance.now();
  try {
    const { suite } = (await import(new URL(`${name}.js`, HERE).href)) as { suite: Suite };
    const report = new PrintedReport(suite, print);
    try {
      await suite.run(report);
    } finally {
      await cleanUp();
    }
    report.record.seconds = Math.round((performance.now() - began) / 1_000);
    print(`   (${report.record.seconds} s)`);
    return report.record;
  } catch (error) {
    print(`   FAILED TO RUN: ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return undefined;
  }
}

function machineOf(): string {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const load = loadavg()[0]?.toFixed(2);
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${memory}, Node ${process.version}, load before ${load}`;
}

cleanUpOnSignals();
// Node ends without a word when nothing is left that could wake it, such as after a lost answer.
process.exitCode = 1;
bench()
  .then((hasFailed) => (process.exitCode = hasFailed ? 1 : 0))
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  });
