import { type DynamicModule, Module } from '@nestjs/common';
import { type Environment } from '#platform/config/environment.js';
import { AdvanceClock } from './advance-clock.js';
import { ClockController } from './clock.controller.js';
import { HazardAssignedProcessor } from './hazard-assigned.processor.js';
import { HazardClosedProcessor } from './hazard-closed.processor.js';
import { HazardRectifiedProcessor } from './hazard-rectified.processor.js';
import { HazardSuspectedProcessor } from './hazard-suspected.processor.js';
import { LoadCalendarYear } from './load-calendar-year.js';
import { OpenLookBacks } from './open-look-backs.js';
import { OpenPlanObligations } from './open-plan-obligations.js';
import { PolicyController } from './policy.controller.js';
import { RehearsalMode } from './rehearsal-mode.js';
import { StartObligations } from './start-obligations.js';
import { SweepDueSteps } from './sweep-due-steps.js';

/** 逐级上报: obligations and their sweep. */
@Module({})
export class EscalationModule {
  static with(environment: Environment): DynamicModule {
    return {
      module: EscalationModule,
      controllers: [ClockController, PolicyController],
      providers: [
        { provide: RehearsalMode, useValue: { isSimulated: environment.CLOCK === 'simulated' } },
        AdvanceClock,
        LoadCalendarYear,
        OpenLookBacks,
        OpenPlanObligations,
        StartObligations,
        SweepDueSteps,
        HazardAssignedProcessor,
        HazardClosedProcessor,
        HazardRectifiedProcessor,
        HazardSuspectedProcessor,
      ],
      exports: [AdvanceClock, SweepDueSteps],
    };
  }
}
