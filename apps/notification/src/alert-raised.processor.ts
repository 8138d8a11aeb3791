import { Processor, WorkerHost } from '@nestjs/bullmq';
import { type Job } from 'bullmq';
import { AlertRaisedV1 } from '#contracts/obligation-events.v1.js';
import { route } from '#contracts/routes.js';
import { type DeliveryJob } from '#platform/delivery/delivery.js';
import { DeliveryConsumer } from '#platform/delivery/delivery-consumer.js';
import { WORKER_OPTIONS } from '#platform/queue/worker-options.js';
import { SendAlerts } from './send-alerts.js';

/** Sends outside of the transaction that marks the delivery done: the wire cannot be rolled back. */
@Processor(route(AlertRaisedV1, 'notification'), WORKER_OPTIONS)
export class AlertRaisedProcessor extends WorkerHost {
  constructor(
    private readonly consumer: DeliveryConsumer,
    private readonly sendAlerts: SendAlerts,
  ) {
    super();
  }

  process(job: Job<DeliveryJob>): Promise<Record<string, number>> {
    return this.consumer.consumeOutside(job.queueName, job.data.deliveries, (deliveries) =>
      this.sendAlerts.run(deliveries),
    );
  }
}
