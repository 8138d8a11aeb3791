import { readLine } from './checkpoint.js';
import { type CheckpointDirectory } from './checkpoint-directory.js';
import { type StoredCheckpoint } from './checkpoint.repository.js';
import { type Side } from './checkpoint-fault.js';

interface Entry {
  readonly number: number;
  readonly line: string;
}

/** One checkpoint as the file has it and as the table has it. */
export interface Pair {
  readonly number: number;
  readonly file: string | undefined;
  readonly table: string | undefined;
  /** Which of the two hold nothing from here on. */
  readonly ended: ReadonlySet<Side>;
}

/** Goes through file and table together, by number. A line that cannot be read stands where the one before it makes it stand. */
export async function* sideBySide(
  directory: CheckpointDirectory,
  stored: AsyncIterator<StoredCheckpoint>,
): AsyncGenerator<Pair> {
  const lines = entriesOf(directory);
  let file = await next(lines);
  let table = await next(stored);
  while (file ?? table) {
    const number = Math.min(file?.number ?? Infinity, table?.number ?? Infinity);
    const isInFile = file?.number === number;
    const isInTable = table?.number === number;
    const ended = new Set<Side>([...(file ? [] : (['file'] as const)), ...(table ? [] : (['table'] as const))]);
    yield { number, file: isInFile ? file?.line : undefined, table: isInTable ? table?.line : undefined, ended };
    if (isInFile) file = await next(lines);
    if (isInTable) table = await next(stored);
  }
}

async function* entriesOf(directory: CheckpointDirectory): AsyncGenerator<Entry> {
  let number = 0;
  for await (const { text } of directory.lines()) {
    number = Math.max(number + 1, readLine(text)?.checkpoint.number ?? 0);
    yield { number, line: text };
  }
}

async function next(entries: AsyncIterator<Entry, unknown>): Promise<Entry | undefined> {
  const step = await entries.next();
  return step.done ? undefined : step.value;
}
