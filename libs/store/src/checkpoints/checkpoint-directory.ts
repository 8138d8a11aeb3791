import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline as joined, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { type Environment } from '#platform/config/environment.js';
import { UnreadableHeadsError } from './checkpoint-errors.js';
import { headLine, readHead, type SealedHead } from './sealed-head.js';

const PAGE = 5_000;

/**
 * Checkpoints outside the database: `checkpoints.jsonl` with one line each, only ever appended to, and for each of them
 * `heads/<number>.gz` with the heads that it sealed. The directory can be copied away as it is.
 */
export class CheckpointDirectory {
  private readonly file: string;

  constructor(readonly path: string) {
    this.file = join(path, 'checkpoints.jsonl');
  }

  static of({ DATA_DIR }: Environment): CheckpointDirectory {
    return new CheckpointDirectory(join(resolve(DATA_DIR), 'checkpoints'));
  }

  /** The lines of the file, the first first. A last one without an end is given too, with `isWhole: false`. */
  async *lines(): AsyncGenerator<{ text: string; isWhole: boolean }> {
    if (existsSync(this.file)) yield* linesOf(createReadStream(this.file));
  }

  /** The last whole line. */
  async lastLine(): Promise<string | undefined> {
    let last: string | undefined;
    for await (const { text, isWhole } of this.lines()) if (isWhole) last = text;
    return last;
  }

  /** Writes the heads of a checkpoint and then its line; each is on the disk before the next begins. */
  async append(number: number, line: string, pages: AsyncIterable<readonly SealedHead[]>): Promise<void> {
    await this.writeHeads(number, pages);
    await this.dropUnfinishedLine();
    const file = await open(this.file, 'a');
    try {
      await file.appendFile(`${line}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** The heads of a checkpoint, some thousand at a time. Throws when the file is not there or not one of ours. */
  async *heads(number: number): AsyncGenerator<SealedHead[]> {
    const unzipped = joined(createReadStream(this.headsFile(number)), createGunzip(), () => undefined);
    let page: SealedHead[] = [];
    for await (const { text, isWhole } of linesOf(unzipped)) {
      const head = isWhole ? readHead(text) : undefined;
      if (!head) throw new UnreadableHeadsError(number);
      page.push(head);
      if (page.length < PAGE) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  }

  private async writeHeads(number: number, pages: AsyncIterable<readonly SealedHead[]>): Promise<void> {
    await mkdir(join(this.path, 'heads'), { recursive: true });
    const unfinished = `${this.headsFile(number)}.unfinished`;
    await pipeline(Readable.from(textOf(pages)), createGzip(), createWriteStream(unfinished, { flush: true }));
    await rename(unfinished, this.headsFile(number));
  }

  /** What a crash left of a line would spoil the next one. */
  private async dropUnfinishedLine(): Promise<void> {
    let whole = 0;
    let all = 0;
    for await (const { text, isWhole } of this.lines()) {
      all += Buffer.byteLength(text) + (isWhole ? 1 : 0);
      if (isWhole) whole = all;
    }
    if (whole === all) return;
    const file = await open(this.file, 'r+');
    await file.truncate(whole).finally(() => file.close());
  }

  private headsFile(number: number): string {
    return join(this.path, 'heads', `${String(number).padStart(8, '0')}.gz`);
  }
}

async function* textOf(pages: AsyncIterable<readonly SealedHead[]>): AsyncGenerator<string> {
  for await (const page of pages) yield page.map((head) => `${headLine(head)}\n`).join('');
}

async function* linesOf(stream: Readable): AsyncGenerator<{ text: string; isWhole: boolean }> {
  let rest = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    const parts = (rest + String(chunk)).split('\n');
    rest = parts.pop() ?? '';
    for (const text of parts) yield { text, isWhole: true };
  }
  if (rest !== '') yield { text: rest, isWhole: false };
}
