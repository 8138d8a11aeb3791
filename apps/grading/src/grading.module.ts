import { Module } from '@nestjs/common';
import { DecideGrade } from './decide-grade.js';
import { GradeController } from './grade.controller.js';
import { GradeHazards } from './grade-hazards.js';
import { HazardClosedProcessor } from './hazard-closed.processor.js';
import { HazardReportedProcessor } from './hazard-reported.processor.js';
import { SuggestRules } from './suggest-rules.js';

/** 分级: by rules, by places and by people. */
@Module({
  controllers: [GradeController],
  providers: [DecideGrade, GradeHazards, SuggestRules, HazardReportedProcessor, HazardClosedProcessor],
})
export class GradingModule {}
