import { Module } from '@nestjs/common';
import { AssignHazards } from './assign-hazards.js';
import { DeadlineController } from './deadline.controller.js';
import { HazardGradedProcessor } from './hazard-graded.processor.js';
import { HazardReopenedProcessor } from './hazard-reopened.processor.js';

/** 派定: owner, monitor and due date. */
@Module({
  controllers: [DeadlineController],
  providers: [AssignHazards, HazardGradedProcessor, HazardReopenedProcessor],
})
export class AssignmentModule {}
