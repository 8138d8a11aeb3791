import { readdirSync, readFileSync } from 'node:fs';

/** What a process and the processes of an embedded database have used so far, in milliseconds of processor time. */
export interface ProcessorTime {
  readonly service: number;
  readonly database: number;
}

const MILLISECONDS_PER_TICK = 10;

/**
 * Processor time of a process and of the database's processes on the port of that URL; undefined where there is no /proc.
 * Beside rates it tells whether a slow round was the code's or the machine's.
 */
export function processorTime(pid: number, databaseUrl: string): ProcessorTime | undefined {
  try {
    const postmaster = postmasterOf(new URL(databaseUrl).port);
    const running = processes().filter(({ parent }) => parent === postmaster);
    const sessions = running.reduce((sum, { ticks }) => sum + ticks, endedChildrenOf(postmaster));
    return { service: ticksOf(pid) * MILLISECONDS_PER_TICK, database: sessions * MILLISECONDS_PER_TICK };
  } catch {
    return undefined;
  }
}

function postmasterOf(port: string): number {
  const found = processes().find(({ pid }) => {
    const words = commandOf(pid).split('\0');
    return words[words.indexOf('-p') + 1] === port && words[0]?.endsWith('postgres');
  });
  if (!found) throw new Error(`no database listens on ${port}`);
  return found.pid;
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function processes(): { pid: number; parent: number; ticks: number }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const fields = statOf(Number(name));
        return [{ pid: Number(name), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }];
      } catch {
        // It ended between the listing and the reading.
        return [];
      }
    });
}

const ticksOf = (pid: number): number => {
  const fields = statOf(pid);
  return Number(fields[11]) + Number(fields[12]);
};

/** Sessions that have ended count with their parent from then on. */
const endedChildrenOf = (pid: number): number => {
  const fields = statOf(pid);
  return Number(fields[13]) + Number(fields[14]);
};

/** The fields after the command's name, which may itself hold spaces and parentheses: state, parent, … */
function statOf(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}
