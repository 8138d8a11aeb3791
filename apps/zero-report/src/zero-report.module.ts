import { Module } from '@nestjs/common';
import { AdmitSurvivors } from './admit-survivors.js';
import { ChangeFiling } from './change-filing.js';
import { ChangeSchool } from './change-school.js';
import { AttachEvidence } from './evidence/attach-evidence.js';
import { EvidenceController } from './evidence/evidence.controller.js';
import { DutiesController } from './duties.controller.js';
import { FilingExchange } from './filing-exchange.js';
import { FilingSteps } from './filing-steps.js';
import { FlagContradictions } from './flag-contradictions.js';
import { InspectionsController } from './inspections/inspections.controller.js';
import { RecordInspection } from './inspections/record-inspection.js';
import { ListFilings } from './list-filings.js';
import { OrderDuty } from './order-duty.js';
import { FileByLink } from './page/file-by-link.js';
import { FilingPageController } from './page/filing-page.controller.js';
import { QuarterClock } from './quarter-clock.js';
import { ReadinessController } from './readiness.controller.js';
import { ReadRollUp } from './read-roll-up.js';
import { RecountCycles } from './recount-cycles.js';
import { RollUpController } from './roll-up.controller.js';
import { SchoolChangesController } from './school-changes.controller.js';
import { SignRollUp } from './sign-roll-up.js';
import { WriteFiling } from './write-filing.js';
import { ZeroReportsController } from './zero-reports.controller.js';

/** 零报告: the quarter, and every other duty that comes back. */
@Module({
  controllers: [
    ZeroReportsController,
    RollUpController,
    ReadinessController,
    FilingPageController,
    DutiesController,
    EvidenceController,
    SchoolChangesController,
    InspectionsController,
  ],
  providers: [
    AdmitSurvivors,
    AttachEvidence,
    ChangeFiling,
    ChangeSchool,
    FileByLink,
    FilingExchange,
    FilingSteps,
    FlagContradictions,
    ListFilings,
    OrderDuty,
    QuarterClock,
    ReadRollUp,
    RecordInspection,
    RecountCycles,
    SignRollUp,
    WriteFiling,
  ],
})
export class ZeroReportModule {}
