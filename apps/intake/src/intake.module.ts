import { Module } from '@nestjs/common';
import { ReportGround } from '#store/hazards/report-ground.js';
import { HazardRejections } from '#store/tip-offs/hazard-rejections.js';
import { TipOffRepository } from '#store/tip-offs/tip-off.repository.js';
import { AcceptReport } from './accept-report.js';
import { DeliveriesController } from './deliveries.controller.js';
import { HazardsController } from './hazards.controller.js';
import { ImportLedger } from './ledger/import-ledger.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { AcceptTipOff } from './tip-offs/accept-tip-off.js';
import { RejectHazard } from './tip-offs/reject-hazard.js';
import { RejectionsController } from './tip-offs/rejections.controller.js';
import { TipOffsController } from './tip-offs/tip-offs.controller.js';

/** 上报: reports come in one by one, as ledgers and as tip-offs, and hazards are read. */
@Module({
  controllers: [LedgerController, HazardsController, DeliveriesController, TipOffsController, RejectionsController],
  providers: [AcceptReport, ImportLedger, ReportGround, AcceptTipOff, TipOffRepository, RejectHazard, HazardRejections],
})
export class IntakeModule {}
