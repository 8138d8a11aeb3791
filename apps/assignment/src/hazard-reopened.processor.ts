import { Processor } from '@nestjs/bullmq';
import { type EntityManager } from 'typeorm';
import { HazardReopenedV1 } from '#contracts/hazard-events.v1.js';
import { route } from '#contracts/routes.js';
import { type Delivery } from '#platform/delivery/delivery.js';
import { DeliveryConsumer } from '#platform/delivery/delivery-consumer.js';
import { RouteProcessor } from '#platform/delivery/route-processor.js';
import { WORKER_OPTIONS } from '#platform/queue/worker-options.js';
import { AssignHazards } from './assign-hazards.js';

@Processor(route(HazardReopenedV1, 'assignment'), WORKER_OPTIONS)
export class HazardReopenedProcessor extends RouteProcessor {
  constructor(
    protected readonly consumer: DeliveryConsumer,
    private readonly assignHazards: AssignHazards,
  ) {
    super();
  }

  handle(deliveries: readonly Delivery[], manager: EntityManager): Promise<readonly string[]> {
    return this.assignHazards.run(manager, deliveries);
  }
}
