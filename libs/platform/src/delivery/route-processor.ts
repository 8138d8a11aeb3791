import { WorkerHost } from '@nestjs/bullmq';
import { type Job } from 'bullmq';
import { type EntityManager } from 'typeorm';
import { type Delivery, type DeliveryJob } from './delivery.js';
import { type DeliveryConsumer } from './delivery-consumer.js';

/**
 * The processor of one route. `handle` gets the deliveries that are still owed and the transaction in which their effect and
 * their being done commit together; it answers the name of each one's outcome. It may be called again with the same
 * deliveries, alone or in other company, until that transaction commits.
 */
export abstract class RouteProcessor extends WorkerHost {
  protected abstract readonly consumer: DeliveryConsumer;

  abstract handle(deliveries: readonly Delivery[], manager: EntityManager): Promise<readonly string[]>;

  process(job: Job<DeliveryJob>): Promise<Record<string, number>> {
    return this.consumer.consume(job.queueName, job.data.deliveries, (deliveries, manager) =>
      this.handle(deliveries, manager),
    );
  }
}
