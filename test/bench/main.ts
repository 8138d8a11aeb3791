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

async function loadSuites(): Promise<Map<string, Suite>> {
  const files = readdirSync(HERE).filter((file) => file.endsWith('.js'));
  const suites = new Map<string, Suite>();
  for (const file of files.sort()) {
    const { suite } = (await import(new URL(file, HERE).href)) as { suite?: Suite };
    if (!suite) throw new Error(`suites/${file} exports no suite`);
    suites.set(suite.name, suite);
  }
  return suites;
}

async function bench(): Promise<void> {
  const { values } = parseArgs({
    options: {
      suite: { type: 'string', multiple: true },
      json: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  if (values.profile) useProfileDirectory(values.profile);
  const suites = await loadSuites();
  const names = values.suite ?? [...suites.keys()];
  const unknown = names.filter((name) => !suites.has(name));
  if (unknown.length > 0) throw new Error(`There is no suite ${unknown.join(', ')}; there are ${[...suites.keys()].join(', ')}.\n${USAGE}`);

  const machine = machineOf();
  print(`Tocsin bench on ${machine}`);
  print('Ratios are of two figures of this run on this machine; absolute numbers say little beyond it.');
  const records: SuiteRecord[] = [];
  for (const name of names) records.push(await measure(suites.get(name) as Suite));
  print(`\n── summary`);
  for (const line of summaryOf(records)) print(`   ${line}`);
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ machine, suites: records }, null, 2)}\n`);
}

async function measure(suite: Suite): Promise<SuiteRecord> {
  const began = performance.now();
  const report = new PrintedReport(suite, print);
  try {
    await suite.run(report);
  } finally {
    await cleanUp();
  }
  report.record.seconds = Math.round((performance.now() - began) / 1_000);
  print(`   (${report.record.seconds} s)`);
  return report.record;
}

function machineOf(): string {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const load = loadavg()[0]?.toFixed(2);
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${memory}, Node ${process.version}, load before ${load}`;
}

cleanUpOnSignals();
bench().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
