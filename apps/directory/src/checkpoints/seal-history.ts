import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { MerkleTree } from '#kernel/merkle-tree.js';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { WorkerTransactions } from '#platform/database/transactions.js';
import { type Checkpoint, FIRST_PREVIOUS, lineHash, readLine, signedLine } from '#store/checkpoints/checkpoint.js';
import { CheckpointDirectory } from '#store/checkpoints/checkpoint-directory.js';
import { CheckpointFileDiffersError, UnbelievedCheckpointError } from '#store/checkpoints/checkpoint-errors.js';
import { CheckpointKeys, keyName } from '#store/checkpoints/checkpoint-keys.js';
import { CheckpointRepository, type StoredCheckpoint } from '#store/checkpoints/checkpoint.repository.js';
import { CheckpointTerms } from '#store/checkpoints/checkpoint-terms.js';
import { headLine } from '#store/checkpoints/sealed-head.js';
import { DueWork } from '#store/clock/due-work.js';
import { decideSeal } from './decide-seal.js';

const EVERY_MS = 30_000;

export type SealOutcome =
  | { readonly kind: 'sealed'; readonly number: number; readonly heads: number }
  | { readonly kind: 'not-due' | 'unchanged' | 'elsewhere' };

/**
 * Seals the history: what it held at a moment is signed with a key that the database does not have, and written down outside it.
 * Every process of this stage tries, with no leader; one at a time makes the next checkpoint, and each keeps the file beside it.
 */
@Injectable()
export class SealHistory implements OnModuleInit {
  private readonly logger = new Logger(SealHistory.name);
  private lookedAt?: Date;
  /** The last checkpoint in the file of this process; unknown until it has looked. */
  private keptUpTo?: number;

  constructor(
    private readonly transactions: WorkerTransactions,
    private readonly checkpoints: CheckpointRepository,
    private readonly directory: CheckpointDirectory,
    private readonly keys: CheckpointKeys,
    private readonly terms: CheckpointTerms,
    work: DueWork,
  ) {
    work.inBackground(SealHistory.name, () => this.run(), EVERY_MS);
  }

  onModuleInit(): void {
    this.keys.checkGiven();
  }

  /** Makes the next checkpoint when it is due and something was written since the last. */
  async run(): Promise<SealOutcome> {
    if (!(await this.isDue())) return { kind: 'not-due' };
    const outcome = await this.checkpoints.alone(async () => {
      await this.keepFile();
      const sealed = await this.seal();
      if (sealed.kind === 'sealed') await this.keepFile();
      return sealed;
    });
    return outcome ?? { kind: 'elsewhere' };
  }

  /** A checkpoint is, or the file has to take over one that another process made. */
  private isDue(): Promise<boolean> {
    return this.transactions.run(WHOLE_WORLD, async (manager) => {
      const { now, last } = await this.checkpoints.standing(manager);
      if (this.keptUpTo !== (last?.number ?? 0)) return true;
      return decideSeal({ takenAt: last?.takenAt, lookedAt: this.lookedAt }, this.terms.every, now) === 'seal';
    });
  }

  private async seal(): Promise<SealOutcome> {
    const { outcome, now } = await this.transactions.run(WHOLE_WORLD, async (manager) => {
      const { now, last } = await this.checkpoints.standing(manager);
      const decision = decideSeal({ takenAt: last?.takenAt, lookedAt: this.lookedAt }, this.terms.every, now);
      if (decision === 'wait') return { outcome: { kind: 'not-due' } as const, now: this.lookedAt };
      return { outcome: await this.sealAfter(manager, last, now), now };
    });
    // After the commit: what a rolled back look saw does not count.
    this.lookedAt = now;
    if (outcome.kind === 'sealed') this.logger.log({ ...outcome });
    return outcome;
  }

  private async sealAfter(manager: EntityManager, last: StoredCheckpoint | undefined, now: Date): Promise<SealOutcome> {
    const before = last && this.believed(last);
    const number = (last?.number ?? 0) + 1;
    // The first look of a process leaves nothing out, whatever happened to clocks and backups while it was away.
    const grown = await this.checkpoints.sealHeads(manager, number, this.lookedAt && last?.takenAt);
    if (grown.heads === 0) return { kind: 'unchanged' };
    const key = this.keys.signing();
    const checkpoint: Checkpoint = {
      number,
      takenAt: now.toISOString(),
      chains: (before?.chains ?? 0) + grown.chains,
      events: (before?.events ?? 0) + grown.events,
      heads: grown.heads,
      root: await this.rootOf(manager, number),
      previous: last ? lineHash(last.line) : FIRST_PREVIOUS,
      key: keyName(key),
    };
    await this.checkpoints.save(manager, { number, takenAt: now, line: signedLine(checkpoint, key) });
    return { kind: 'sealed', number, heads: grown.heads };
  }

  private believed({ number, line }: StoredCheckpoint): Checkpoint {
    const signed = readLine(line);
    if (!signed || this.keys.believed().faultOf(signed)) throw new UnbelievedCheckpointError(number);
    return signed.checkpoint;
  }

  private async rootOf(manager: EntityManager, number: number): Promise<string> {
    const tree = new MerkleTree();
    for await (const page of this.checkpoints.heads(manager, number)) for (const head of page) tree.add(headLine(head));
    return tree.root().toString('hex');
  }

  /** Writes down what the table has and the file lacks: the newest, after a crash the one before it too, at first all. */
  private async keepFile(): Promise<void> {
    const lastLine = await this.directory.lastLine();
    const known = lastLine === undefined ? 0 : (readLine(lastLine)?.checkpoint.number ?? 0);
    await this.transactions.run(WHOLE_WORLD, async (manager) => {
      const { last } = await this.checkpoints.standing(manager);
      if (lastLine !== (await this.checkpoints.find(manager, known))?.line) throw new CheckpointFileDiffersError(known);
      const missing = (last?.number ?? 0) - known;
      if (known < (this.keptUpTo ?? (last?.number ?? 0) - 1))
        this.logger.warn({ kind: 'file-refilled', missing }, 'the checkpoint file lacked checkpoints of the table');
      for await (const { number, line } of this.checkpoints.after(manager, known)) {
        await this.directory.append(number, line, this.checkpoints.heads(manager, number));
      }
      if (missing > 0) this.keys.publish(this.directory.path);
      this.keptUpTo = last?.number ?? 0;
    });
  }
}
