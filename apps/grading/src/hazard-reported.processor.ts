import { Processor } from '@nestjs/bullmq';
import { type EntityManager } from 'typeorm';
import { HazardReportedV1 } from '#contracts/hazard-events.v1.js';
import { route } from '#contracts/routes.js';
import { type Delivery } from '#platform/delivery/delivery.js';
import { DeliveryConsumer } from '#platform/delivery/delivery-consumer.js';
import { RouteProcessor } from '#platform/delivery/route-processor.js';
import { WORKER_OPTIONS } from '#platform/queue/worker-options.js';
import { GradeHazards } from './grade-hazards.js';

@Processor(route(HazardReportedV1, 'grading'), WORKER_OPTIONS)
export class HazardReportedProcessor extends RouteProcessor {
  constructor(
    protected readonly consumer: DeliveryConsumer,
    private readonly gradeHazards: GradeHazards,
  ) {
    super();
  }

  handle(deliveries: readonly Delivery[], manager: EntityManager): Promise<readonly string[]> {
    return this.gradeHazards.run(
      manager,
      deliveries.map((delivery) => delivery.subjectId),
    );
  }
}
