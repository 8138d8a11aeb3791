import { roleUrl } from '#platform/database/database-roles.js';
import { postgresQueues } from '#platform/queue/queue-backend.js';
import { testDatabase } from '../harness/database.js';
import { describeQueueBackend } from './queue-backend-contract.js';

// A file for each backend, because BullMQ's choice of backend holds for a whole process.
describeQueueBackend('PostgreSQL', async () => {
  const database = await testDatabase();
  const url = roleUrl(database.url, 'tocsin_worker');
  const backend = await postgresQueues(url, 10);
  return {
    backend,
    url,
    stop: async () => {
      await backend.close();
      await database.stop();
    },
  };
});
