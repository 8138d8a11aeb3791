import { resolve } from 'node:path';
import { DataSource } from 'typeorm';
import { readEnvironment } from '#platform/config/environment.js';
import { roleUrl } from '#platform/database/database-roles.js';
import { EmbeddedDatabase } from '#platform/database/embedded-database.js';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { WorkerTransactions } from '#platform/database/transactions.js';
import { CheckpointDirectory } from '#store/checkpoints/checkpoint-directory.js';
import { BelievedKeys, CheckpointKeys } from '#store/checkpoints/checkpoint-keys.js';
import { CheckpointRepository } from '#store/checkpoints/checkpoint.repository.js';
import { type CheckpointReport, VerifyCheckpoints } from '#store/checkpoints/verify-checkpoints.js';
import { verifyHistory } from '#store/history/history.js';
import { migrate } from '#store/migrations/migrate.js';
import { takeDataDirectory } from '../data-directory.js';
import { tellCheckpointFault } from './tell-checkpoint-fault.js';

/**
 * Reads every chain of the history and every checkpoint; ends with 1 when an event was edited, removed, added or reordered, or a
 * checkpoint does not hold. With a directory it takes the checkpoints and the public keys from that copy.
 */
export async function verifyHistoryCommand([copy]: string[]): Promise<void> {
  const environment = readEnvironment();
  const giveBack = environment.DATABASE_URL ? () => undefined : takeDataDirectory(environment.DATA_DIR);
  const embedded = environment.DATABASE_URL ? undefined : await EmbeddedDatabase.start(environment.DATA_DIR);
  const url = environment.DATABASE_URL ?? embedded?.url ?? '';
  const directory = copy ? new CheckpointDirectory(resolve(copy)) : CheckpointDirectory.of(environment);
  const keys = copy ? BelievedKeys.in(resolve(copy)) : CheckpointKeys.of(environment).believed();
  try {
    await migrate(url);
    const source = await new DataSource({
      type: 'postgres',
      url: roleUrl(url, 'tocsin_worker'),
      schema: 'app',
    }).initialize();
    const transactions = new WorkerTransactions(source);
    const chains = await transactions.run(WHOLE_WORLD, (manager) => verifyHistory(manager));
    const checkpoints = await transactions.run(WHOLE_WORLD, (manager) =>
      new VerifyCheckpoints(manager, new CheckpointRepository(transactions), directory, keys, copy !== undefined).run(),
    );
    await source.destroy();
    for (const { fault, stream, seq } of chains.faults) console.log(`${fault}: chain ${stream}, event ${seq}`);
    for (const fault of checkpoints.faults) console.log(tellCheckpointFault(fault));
    const faults = chains.faults.length + checkpoints.faults.length;
    console.log(summaryOf(checkpoints));
    console.log(`${chains.events} events in ${chains.streams} chains read, ${faults} faults`);
    if (faults > 0) process.exitCode = 1;
  } finally {
    await embedded?.stop();
    giveBack();
  }
}

function summaryOf({ believed, last }: CheckpointReport): string {
  if (!last) return 'no checkpoint is believed: cut or rewritten chains would not show';
  const { number, takenAt, events, chains, key } = last;
  return `${believed} checkpoints hold, the last is ${number} of ${takenAt} over ${events} events in ${chains} chains, by key ${key}`;
}
