import { Module } from '@nestjs/common';
import { ReportGround } from '#store/hazards/report-ground.js';
import { TipOffRepository } from '#store/tip-offs/tip-off.repository.js';
import { AcceptReport } from './accept-report.js';
import { DeliveriesController } from './deliveries.controller.js';
import { HazardsController } from './hazards.controller.js';
import { ImportLedger } from './ledger/import-ledger.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { AcceptTipOff } from './tip-offs/accept-tip-off.js';
import { TipOffsController } from './tip-offs/tip-offs.controller.js';

/** 上报: reports come in one by one, as ledgers and as tip-offs, and hazards are read. */
@Module({
  controllers: [LedgerController, HazardsController, DeliveriesController, TipOffsController],
  providers: [AcceptReport, ImportLedger, ReportGround, AcceptTipOff, TipOffRepository],
})
export class IntakeModule {}
