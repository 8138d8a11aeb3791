import { Module } from '@nestjs/common';
import { AskBureau } from './ask-bureau.js';
import { CompositeController } from './composite.controller.js';
import { DecideGrade } from './decide-grade.js';
import { DissolveComposite } from './dissolve-composite.js';
import { ExplainHazardGrade } from './explain-hazard-grade.js';
import { GradeController } from './grade.controller.js';
import { GradeHazards } from './grade-hazards.js';
import { HazardClosedProcessor } from './hazard-closed.processor.js';
import { HazardReopenedProcessor } from './hazard-reopened.processor.js';
import { HazardReportedProcessor } from './hazard-reported.processor.js';
import { JudgeHazard } from './judge-hazard.js';
import { KeepComposites } from './keep-composites.js';
import { CheckRulePack } from './rule-packs/check-rule-pack.js';
import { DraftRulePack } from './rule-packs/draft-rule-pack.js';
import { PublishRulePack } from './rule-packs/publish-rule-pack.js';
import { RegradePage } from './rule-packs/regrade-page.js';
import { ReplayController } from './rule-packs/replay.controller.js';
import { ReplayPage } from './rule-packs/replay-page.js';
import { ReplayRulePack } from './rule-packs/replay-rule-pack.js';
import { ReplayRules } from './rule-packs/replay-rules.js';
import { RulePackAuthority } from './rule-packs/rule-pack-authority.js';
import { RulePackController } from './rule-packs/rule-pack.controller.js';
import { WorkGradingJobs } from './rule-packs/work-grading-jobs.js';
import { SuggestRules } from './suggest-rules.js';
import { ReadSurroundings } from './surroundings.js';

/** 分级: by rules, by places and by people. */
@Module({
  controllers: [GradeController, CompositeController, RulePackController, ReplayController],
  providers: [
    AskBureau,
    DecideGrade,
    DissolveComposite,
    ExplainHazardGrade,
    GradeHazards,
    JudgeHazard,
    KeepComposites,
    ReadSurroundings,
    CheckRulePack,
    DraftRulePack,
    PublishRulePack,
    RegradePage,
    ReplayPage,
    ReplayRulePack,
    ReplayRules,
    RulePackAuthority,
    WorkGradingJobs,
    SuggestRules,
    HazardReportedProcessor,
    HazardClosedProcessor,
    HazardReopenedProcessor,
  ],
})
export class GradingModule {}
