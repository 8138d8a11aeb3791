import { type INestApplicationContext } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { queueOf, type Route } from '#contracts/routes.js';

/** Where @Processor leaves the name of its queue; @nestjs/bullmq does not export the key. */
const PROCESSOR_METADATA = 'bullmq:processor_metadata';

/**
 * Refuses to start when what is promised on one of these routes would wait for ever, or when two processors on one queue would
 * take each other's jobs. Both look like a quiet system from outside.
 */
export function assertEveryRouteIsHeard(app: INestApplicationContext, routes: readonly Route[]): void {
  const heard = processorsByQueue(app);
  const faults = routes.flatMap(({ event, consumer }) => {
    const queue = queueOf(event.type, consumer);
    const processors = heard.get(queue) ?? [];
    if (processors.length === 1) return [];
    const who = processors.length === 0 ? 'no processor' : `several processors, ${processors.join(' and ')}`;
    return [`  the event ${event.type} on its route to ${consumer} (queue ${queue}) has ${who}`];
  });
  if (faults.length > 0)
    throw new Error(`Each route needs one processor in the stage that it leads to:\n${faults.join('\n')}`);
}

function processorsByQueue(app: INestApplicationContext): Map<string, string[]> {
  const classes = [...app.get(ModulesContainer).values()]
    .flatMap((module) => [...module.providers.values()])
    .map(({ metatype }) => metatype)
    .filter((metatype) => typeof metatype === 'function');
  const byQueue = new Map<string, string[]>();
  for (const found of new Set(classes)) {
    const declared = Reflect.getMetadata(PROCESSOR_METADATA, found) as { name?: string } | undefined;
    if (declared?.name) byQueue.set(declared.name, [...(byQueue.get(declared.name) ?? []), found.name]);
  }
  return byQueue;
}
