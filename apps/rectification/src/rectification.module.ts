import { Module } from '@nestjs/common';
import { ChangeHazard } from './change-hazard.js';
import { ClimbSchedule } from './climb-schedule.js';
import { OpenExtensionAnswer } from './open-extension-answer.js';
import { CloseHazard } from './close-hazard.js';
import { DecideExtensionRequest } from './decide-extension-request.js';
import { ExtensionController } from './extension.controller.js';
import { FilePlan } from './file-plan.js';
import { LookBack } from './look-back.js';
import { OversightController } from './oversight.controller.js';
import { RecordDelisting } from './record-delisting.js';
import { RecordInterimMeasures } from './record-interim-measures.js';
import { RecordListing } from './record-listing.js';
import { RecordProgress } from './record-progress.js';
import { RectificationController } from './rectification.controller.js';
import { RequestExtension } from './request-extension.js';
import { ReturnTransfer } from './return-transfer.js';
import { SubmitRectification } from './submit-rectification.js';
import { TransferHazard } from './transfer-hazard.js';
import { VerificationController } from './verification.controller.js';
import { VerifyRectification } from './verify-rectification.js';

/** 整改闭环: from the first note to the striking-off, and the ways around it. */
@Module({
  controllers: [RectificationController, VerificationController, ExtensionController, OversightController],
  providers: [
    ChangeHazard,
    ClimbSchedule,
    OpenExtensionAnswer,
    RecordProgress,
    SubmitRectification,
    VerifyRectification,
    CloseHazard,
    LookBack,
    RequestExtension,
    DecideExtensionRequest,
    TransferHazard,
    ReturnTransfer,
    RecordInterimMeasures,
    FilePlan,
    RecordListing,
    RecordDelisting,
  ],
})
export class RectificationModule {}
