import { Processor } from '@nestjs/bullmq';
import { type EntityManager } from 'typeorm';
import { HazardClosedV1 } from '#contracts/hazard-events.v1.js';
import { route } from '#contracts/routes.js';
import { type Delivery } from '#platform/delivery/delivery.js';
import { DeliveryConsumer } from '#platform/delivery/delivery-consumer.js';
import { RouteProcessor } from '#platform/delivery/route-processor.js';
import { WORKER_OPTIONS } from '#platform/queue/worker-options.js';
import { OpenLookBacks } from './open-look-backs.js';

@Processor(route(HazardClosedV1, 'escalation'), WORKER_OPTIONS)
export class HazardClosedProcessor extends RouteProcessor {
  constructor(
    protected readonly consumer: DeliveryConsumer,
    private readonly openLookBacks: OpenLookBacks,
  ) {
    super();
  }

  handle(deliveries: readonly Delivery[], manager: EntityManager): Promise<readonly string[]> {
    return this.openLookBacks.run(
      manager,
      deliveries.map(({ subjectId }) => subjectId),
    );
  }
}
