import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Takes the data directory for this process; throws when another Tocsin runs on it. Answers how to give it back. A file left by
 * a crash names a process that is gone, and is taken over.
 */
export function takeDataDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true });
  const file = join(resolve(directory), 'tocsin.pid');
  const holder = holderOf(file);
  if (holder !== undefined && holder !== process.pid && isAlive(holder)) {
    throw new Error(
      `DATA_DIR ${directory} is in use by the Tocsin with process id ${holder}; end it, or choose another directory`,
    );
  }
  writeFileSync(file, `${process.pid}\n`);
  return () => rmSync(file, { force: true });
}

function holderOf(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8').trim());
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A process id is used again after a crash or a restart of the machine, by something else.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('standalone');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A short name for a directory, the same each time. */
export const nameOf = (directory: string): string =>
  createHash('sha256').update(resolve(directory)).digest('hex').slice(0, 12);
