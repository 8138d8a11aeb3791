import { Processor } from '@nestjs/bullmq';
import { type EntityManager } from 'typeorm';
import { HazardRectifiedV1 } from '#contracts/hazard-events.v1.js';
import { route } from '#contracts/routes.js';
import { type Delivery } from '#platform/delivery/delivery.js';
import { DeliveryConsumer } from '#platform/delivery/delivery-consumer.js';
import { RouteProcessor } from '#platform/delivery/route-processor.js';
import { WORKER_OPTIONS } from '#platform/queue/worker-options.js';
import { StartObligations } from './start-obligations.js';

@Processor(route(HazardRectifiedV1, 'escalation'), WORKER_OPTIONS)
export class HazardRectifiedProcessor extends RouteProcessor {
  constructor(
    protected readonly consumer: DeliveryConsumer,
    private readonly startObligations: StartObligations,
  ) {
    super();
  }

  async handle(deliveries: readonly Delivery[], manager: EntityManager): Promise<readonly string[]> {
    return this.startObligations.forRectified(manager, await this.startObligations.read(manager, deliveries));
  }
}
