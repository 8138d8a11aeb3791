import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Undo = () => Promise<unknown> | void;

let undo: Undo[] = [];

/** What must be gone when the suite is over, also when it fails; the last registered goes first. */
export function afterSuite(step: Undo): void {
  undo.push(step);
}

/** A directory of its own under the temporary one, removed with the suite. */
export function scratchDirectory(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), `tocsin-bench-${name}-`));
  afterSuite(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export async function cleanUp(): Promise<void> {
  const steps = undo.reverse();
  undo = [];
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'the bench could not clean up after itself');
}

/** Ctrl-C leaves nothing running and nothing lying about, also when it is pressed again meanwhile. */
export function cleanUpOnSignals(): void {
  let isEnding = false;
  const end = (code: number): void => {
    if (isEnding) return;
    isEnding = true;
    void cleanUp().finally(() => process.exit(code));
  };
  process.on('SIGINT', () => end(130));
  process.on('SIGTERM', () => end(143));
}
