import { DataSource } from 'typeorm';
import { readEnvironment } from '#platform/config/environment.js';
import { roleUrl } from '#platform/database/database-roles.js';
import { EmbeddedDatabase } from '#platform/database/embedded-database.js';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { WorkerTransactions } from '#platform/database/transactions.js';
import { verifyHistory } from '#store/history/history.js';
import { migrate } from '#store/migrations/migrate.js';
import { takeDataDirectory } from '../data-directory.js';

/** Reads every chain of the history; ends with 1 when a row was edited, removed, added or reordered. */
export async function verifyHistoryCommand(): Promise<void> {
  const environment = readEnvironment();
  const giveBack = environment.DATABASE_URL ? () => undefined : takeDataDirectory(environment.DATA_DIR);
  const embedded = environment.DATABASE_URL ? undefined : await EmbeddedDatabase.start(environment.DATA_DIR);
  const url = environment.DATABASE_URL ?? embedded?.url ?? '';
  try {
    await migrate(url);
    const source = await new DataSource({
      type: 'postgres',
      url: roleUrl(url, 'tocsin_worker'),
      schema: 'app',
    }).initialize();
    const result = await new WorkerTransactions(source).run(WHOLE_WORLD, (manager) => verifyHistory(manager));
    await source.destroy();
    for (const fault of result.faults) console.log(`${fault.fault}: chain ${fault.stream}, event ${fault.seq}`);
    console.log(`${result.events} events in ${result.streams} chains read, ${result.faults.length} faults`);
    if (result.faults.length > 0) process.exitCode = 1;
  } finally {
    await embedded?.stop();
    giveBack();
  }
}
