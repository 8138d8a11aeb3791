import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type Delivery } from '#platform/delivery/delivery.js';
import { DeliveryConsumer } from '#platform/delivery/delivery-consumer.js';
import { RouteProcessor } from '#platform/delivery/route-processor.js';
import { GradeHazards } from './grade-hazards.js';

/** A hazard that is closed or comes back changes what its place amounts to, so the place is graded again. */
@Injectable()
export abstract class PlaceChangeProcessor extends RouteProcessor {
  constructor(
    protected readonly consumer: DeliveryConsumer,
    private readonly gradeHazards: GradeHazards,
  ) {
    super();
  }

  handle(deliveries: readonly Delivery[], manager: EntityManager): Promise<readonly string[]> {
    return this.gradeHazards.regradePlacesOf(
      manager,
      deliveries.map((delivery) => delivery.subjectId),
    );
  }
}
