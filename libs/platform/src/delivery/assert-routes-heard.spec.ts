import 'reflect-metadata';
import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HazardReportedV1 } from '#contracts/hazard-events.v1.js';
import { queueOf, route, ROUTES } from '#contracts/routes.js';
import { assertEveryRouteIsHeard } from './assert-routes-heard.js';

const processorOf = (queue: string): Type => {
  @Processor(queue)
  class SomeProcessor extends WorkerHost {
    process = (): Promise<void> => Promise.resolve();
  }
  return SomeProcessor;
};

/** Without BullMQ's module the processors are declared and take no jobs. */
async function check(providers: readonly Type[], routes: typeof ROUTES | [(typeof ROUTES)[number]]): Promise<void> {
  @Module({ providers: [...providers] })
  class Stages {}
  const app = await NestFactory.createApplicationContext(Stages, { logger: false });
  try {
    assertEveryRouteIsHeard(app, routes);
  } finally {
    await app.close();
  }
}

describe('the processors of a process', () => {
  const all = ROUTES.map(({ event, consumer }) => queueOf(event.type, consumer));

  it('may start when each of its routes has one', async () => {
    await expect(check(all.map(processorOf), ROUTES)).resolves.toBeUndefined();
    await expect(check([processorOf(route(HazardReportedV1, 'grading'))], [ROUTES[0]])).resolves.toBeUndefined();
  });

  it.each(ROUTES.map((row) => [row.event.type, row.consumer] as const))(
    'may not start without that of %s to %s',
    async (type, consumer) => {
      const others = all.filter((queue) => queue !== queueOf(type, consumer));
      const refusal = check(others.map(processorOf), ROUTES);
      await expect(refusal).rejects.toThrow(
        `the event ${type} on its route to ${consumer} (queue ${type}.${consumer}) has no processor`,
      );
      await expect(refusal).rejects.not.toThrow(others[0]);
    },
  );

  it('may not start with two on one queue', async () => {
    const twice = [...all, 'hazard.graded.assignment'].map(processorOf);
    await expect(check(twice, ROUTES)).rejects.toThrow(
      /hazard\.graded on its route to assignment .* has several processors, SomeProcessor and SomeProcessor/,
    );
  });
});
