import { type DynamicModule, Module } from '@nestjs/common';
import { BullModule } from '@nestjs/bullmq';
import { ALL_QUEUES } from '#contracts/routes.js';
import { QUEUE_PREFIX, type QueueBackend } from '../queue/queue-backend.js';

/** Gives every stage its queues. The backend must have been chosen before Nest builds this. */
@Module({})
export class DeliveryModule {
  static on(backend: QueueBackend): DynamicModule {
    const queues = BullModule.registerQueue(...ALL_QUEUES.map((name) => ({ name })));
    return {
      module: DeliveryModule,
      global: true,
      imports: [BullModule.forRoot({ connection: backend.connection, prefix: QUEUE_PREFIX }), queues],
      exports: [queues],
    };
  }
}
