import { type DynamicModule, type Type } from '@nestjs/common';
import { AssignmentModule } from '#apps/assignment/src/assignment.module.js';
import { CheckpointsModule } from '#apps/directory/src/checkpoints/checkpoints.module.js';
import { DirectoryModule } from '#apps/directory/src/directory.module.js';
import { EscalationModule } from '#apps/escalation/src/escalation.module.js';
import { GradingModule } from '#apps/grading/src/grading.module.js';
import { IntakeModule } from '#apps/intake/src/intake.module.js';
import { NotificationModule } from '#apps/notification/src/notification.module.js';
import { RectificationModule } from '#apps/rectification/src/rectification.module.js';
import { ZeroReportModule } from '#apps/zero-report/src/zero-report.module.js';
import { type Environment } from '#platform/config/environment.js';

/** Every stage, in the order of the flow. */
export const stagesFor = (environment: Environment): (Type | DynamicModule)[] => [
  DirectoryModule,
  CheckpointsModule,
  IntakeModule,
  GradingModule,
  AssignmentModule,
  EscalationModule.with(environment),
  RectificationModule,
  ZeroReportModule,
  NotificationModule.with(environment),
];
