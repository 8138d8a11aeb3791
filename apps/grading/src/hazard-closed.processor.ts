import { Processor } from '@nestjs/bullmq';
import { HazardClosedV1 } from '#contracts/hazard-events.v1.js';
import { route } from '#contracts/routes.js';
import { WORKER_OPTIONS } from '#platform/queue/worker-options.js';
import { PlaceChangeProcessor } from './place-change.processor.js';

@Processor(route(HazardClosedV1, 'grading'), WORKER_OPTIONS)
export class HazardClosedProcessor extends PlaceChangeProcessor {}
