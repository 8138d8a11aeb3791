import { Processor } from '@nestjs/bullmq';
import { HazardReopenedV1 } from '#contracts/hazard-events.v1.js';
import { route } from '#contracts/routes.js';
import { WORKER_OPTIONS } from '#platform/queue/worker-options.js';
import { PlaceChangeProcessor } from './place-change.processor.js';

@Processor(route(HazardReopenedV1, 'grading'), WORKER_OPTIONS)
export class HazardReopenedProcessor extends PlaceChangeProcessor {}
