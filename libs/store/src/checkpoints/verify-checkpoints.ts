import { type EntityManager } from 'typeorm';
import { MerkleTree } from '#kernel/merkle-tree.js';
import { type Checkpoint, FIRST_PREVIOUS, lineHash, readLine } from './checkpoint.js';
import { type CheckpointDirectory } from './checkpoint-directory.js';
import { UnreadableHeadsError } from './checkpoint-errors.js';
import { type CheckpointFault, type HeadFault, type Side } from './checkpoint-fault.js';
import { type BelievedKeys } from './checkpoint-keys.js';
import { type CheckpointRepository, type LostHead } from './checkpoint.repository.js';
import { headLine, type SealedHead } from './sealed-head.js';
import { type Pair, sideBySide } from './side-by-side.js';

export interface CheckpointReport {
  /** The last one that is believed. */
  readonly last: Checkpoint | undefined;
  readonly believed: number;
  readonly faults: readonly CheckpointFault[];
}

/** Where the first checkpoint should stand and does not. */
const NOTHING: Pair = { number: 1, file: undefined, table: undefined, ended: new Set(['file', 'table']) };

/**
 * Reads all checkpoints in order, in file and table: their signatures, that each continues the one before, and that every head that
 * they sealed is still in its chain. Either of file and table stands in where the other was changed. Memory stays flat.
 */
export class VerifyCheckpoints {
  private readonly faults: CheckpointFault[] = [];
  private readonly named = new Set<string>();
  private believed = 0;
  private last?: Checkpoint;
  /** The number and the hash of the line before; no hash where no line was believed. */
  private before: { readonly number: number; readonly hash: string | undefined } = { number: 0, hash: FIRST_PREVIOUS };

  constructor(
    private readonly manager: EntityManager,
    private readonly checkpoints: CheckpointRepository,
    private readonly directory: CheckpointDirectory,
    private readonly keys: BelievedKeys,
    /** The file is a copy of an earlier time, which may lack the newest. */
    private readonly isCopy = false,
  ) {}

  async run(): Promise<CheckpointReport> {
    await this.checkpoints.standStill(this.manager);
    for await (const pair of sideBySide(this.directory, this.checkpoints.after(this.manager, 0))) {
      this.faultsOfSides(pair);
      await this.verify(pair);
    }
    if (this.before.number === 0 && this.keys.arePublished) this.faultsOfSides(NOTHING);
    return { last: this.last, believed: this.believed, faults: this.faults };
  }

  private faultsOfSides({ number, file, table, ended }: Pair): void {
    if (number > this.before.number + 1) this.faults.push({ fault: 'missing', checkpoint: this.before.number + 1 });
    for (const [where, line] of [
      ['file', file],
      ['table', table],
    ] as const) {
      if (line !== undefined) continue;
      if (!ended.has(where)) this.faults.push({ fault: 'lacking', checkpoint: number, where });
      else if (number === 1 || where === 'table' || !this.isCopy)
        this.once(`end ${where}`, { fault: number === 1 ? 'absent' : 'shortened', checkpoint: number, where });
    }
  }

  private async verify({ number, file, table }: Pair): Promise<void> {
    const lines = [this.believedLine(number, 'file', file), this.believedLine(number, 'table', table)];
    const [line, other] = lines.filter((one) => one !== undefined);
    const checkpoint = line === undefined ? undefined : readLine(line)?.checkpoint;
    const { before } = this;
    this.before = { number, hash: line === undefined ? undefined : lineHash(line) };
    if (!checkpoint) return;
    if (other !== undefined && other !== line) this.faults.push({ fault: 'forked', checkpoint: number });
    const expected = before.number === number - 1 ? before.hash : undefined;
    if (expected !== undefined && checkpoint.previous !== expected)
      this.faults.push({ fault: 'out-of-line', checkpoint: number });
    this.believed += 1;
    this.last = checkpoint;
    await this.verifyHeads(checkpoint, { file: file !== undefined, table: table !== undefined });
  }

  private believedLine(number: number, where: Side, line: string | undefined): string | undefined {
    if (line === undefined) return undefined;
    const signed = readLine(line);
    if (signed?.checkpoint.number !== number) {
      this.faults.push({ fault: 'unreadable', checkpoint: number, where });
      return undefined;
    }
    const fault = this.keys.faultOf(signed);
    // A key that nobody knows has mostly signed many.
    if (fault === 'unknown-key')
      this.once(`key ${signed.checkpoint.key} ${where}`, { fault, checkpoint: number, where });
    else if (fault) this.faults.push({ fault, checkpoint: number, where });
    return fault ? undefined : line;
  }

  private async verifyHeads(checkpoint: Checkpoint, has: Readonly<Record<Side, boolean>>): Promise<void> {
    const { number } = checkpoint;
    const pagesOf: Record<Side, () => AsyncIterable<SealedHead[]>> = {
      file: () => this.directory.heads(number),
      table: () => this.checkpoints.heads(this.manager, number),
    };
    let isProven = false;
    for (const where of ['file', 'table'] as const) {
      if (!has[where]) continue;
      const { fault, lost } = await this.compare(checkpoint, pagesOf[where](), !isProven);
      if (fault) this.faults.push({ fault, checkpoint: number, where });
      else isProven = true;
      for (const one of fault ? [] : lost) this.once(one.stream, one);
    }
    if (!isProven) this.faults.push({ fault: 'heads-lost', checkpoint: number });
  }

  /** Are these the sealed heads; and if `withHistory`, which of them are no longer in their chains. */
  private async compare(
    checkpoint: Checkpoint,
    pages: AsyncIterable<SealedHead[]>,
    withHistory: boolean,
  ): Promise<{ fault?: 'heads-missing' | 'heads-edited'; lost: HeadFault[] }> {
    const tree = new MerkleTree();
    const lost: HeadFault[] = [];
    try {
      for await (const page of pages) {
        for (const head of page) tree.add(headLine(head));
        if (withHistory) lost.push(...(await this.lostOf(checkpoint, page)));
      }
    } catch (error) {
      const { code = '' } = error as { code?: string };
      if (code === 'ENOENT') return { fault: 'heads-missing', lost: [] };
      if (code.startsWith('Z_') || error instanceof UnreadableHeadsError) return { fault: 'heads-edited', lost: [] };
      throw error;
    }
    if (tree.size === 0) return { fault: 'heads-missing', lost: [] };
    return tree.root().toString('hex') === checkpoint.root ? { lost } : { fault: 'heads-edited', lost: [] };
  }

  private async lostOf({ number, takenAt }: Checkpoint, page: readonly SealedHead[]): Promise<HeadFault[]> {
    const lost = await this.checkpoints.lost(this.manager, page);
    const kinds = new Map(page.map(({ stream, streamKind }) => [stream, streamKind]));
    return lost.map((head) => ({
      fault: faultOf(head),
      checkpoint: number,
      takenAt,
      streamKind: kinds.get(head.stream) ?? '',
      stream: head.stream,
      seq: head.seq,
      endsAt: head.endsAt,
    }));
  }

  private once(name: string, fault: CheckpointFault): void {
    if (this.named.has(name)) return;
    this.named.add(name);
    this.faults.push(fault);
  }
}

function faultOf({ isReplaced, seq, endsAt }: LostHead): HeadFault['fault'] {
  if (isReplaced) return 'rewritten';
  if (endsAt === null) return 'chain-removed';
  return endsAt < seq ? 'tail-cut' : 'event-removed';
}
