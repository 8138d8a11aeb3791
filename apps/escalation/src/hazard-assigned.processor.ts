import { Processor } from '@nestjs/bullmq';
import { type EntityManager } from 'typeorm';
import { HazardAssignedV1 } from '#contracts/hazard-events.v1.js';
import { route } from '#contracts/routes.js';
import { type Delivery } from '#platform/delivery/delivery.js';
import { DeliveryConsumer } from '#platform/delivery/delivery-consumer.js';
import { RouteProcessor } from '#platform/delivery/route-processor.js';
import { WORKER_OPTIONS } from '#platform/queue/worker-options.js';
import { OpenPlanObligations } from './open-plan-obligations.js';
import { StartObligations } from './start-obligations.js';

@Processor(route(HazardAssignedV1, 'escalation'), WORKER_OPTIONS)
export class HazardAssignedProcessor extends RouteProcessor {
  constructor(
    protected readonly consumer: DeliveryConsumer,
    private readonly startObligations: StartObligations,
    private readonly openPlanObligations: OpenPlanObligations,
  ) {
    super();
  }

  async handle(deliveries: readonly Delivery[], manager: EntityManager): Promise<readonly string[]> {
    const batch = await this.startObligations.read(manager, deliveries);
    await this.openPlanObligations.run(manager, batch);
    return this.startObligations.forAssigned(manager, batch);
  }
}
