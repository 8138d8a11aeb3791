import { WorkerHost } from '@nestjs/bullmq';
import { type INestApplicationContext } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { Queue } from 'bullmq';

/**
 * Hears what BullMQ's workers and queues complain of, such as a lost connection, which they then mend themselves. Unheard, they
 * would print it past the log and all that the log leaves out.
 */
export function reportQueueErrors(app: INestApplicationContext, report: (error: Error) => void): void {
  const instances = [...app.get(ModulesContainer).values()]
    .flatMap((module) => [...module.providers.values()])
    .map(({ instance }): unknown => instance);
  for (const instance of new Set(instances)) {
    if (instance instanceof WorkerHost) (instance as WorkerHost).worker.on('error', report);
    if (instance instanceof Queue) instance.on('error', report);
  }
}
