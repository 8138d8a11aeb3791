import { Module } from '@nestjs/common';
import { AcceptReport } from './accept-report.js';
import { DeliveriesController } from './deliveries.controller.js';
import { HazardsController } from './hazards.controller.js';

/** 上报: reports come in, and hazards are read. */
@Module({ controllers: [HazardsController, DeliveriesController], providers: [AcceptReport] })
export class IntakeModule {}
