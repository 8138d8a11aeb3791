import { Processor } from '@nestjs/bullmq';
import { type EntityManager } from 'typeorm';
import { ObligationEscalatedV1 } from '#contracts/obligation-events.v1.js';
import { route } from '#contracts/routes.js';
import { type Delivery } from '#platform/delivery/delivery.js';
import { DeliveryConsumer } from '#platform/delivery/delivery-consumer.js';
import { RouteProcessor } from '#platform/delivery/route-processor.js';
import { WORKER_OPTIONS } from '#platform/queue/worker-options.js';
import { RaiseFilingAlerts } from './filings/raise-filing-alerts.js';
import { RaiseAlerts } from './raise-alerts.js';

@Processor(route(ObligationEscalatedV1, 'notification'), WORKER_OPTIONS)
export class ObligationEscalatedProcessor extends RouteProcessor {
  constructor(
    protected readonly consumer: DeliveryConsumer,
    private readonly raiseAlerts: RaiseAlerts,
    private readonly raiseFilingAlerts: RaiseFilingAlerts,
  ) {
    super();
  }

  handle(deliveries: readonly Delivery[], manager: EntityManager): Promise<readonly string[]> {
    return this.raiseFilingAlerts.run(manager, deliveries, (others, obligations) =>
      this.raiseAlerts.run(manager, others, obligations),
    );
  }
}
