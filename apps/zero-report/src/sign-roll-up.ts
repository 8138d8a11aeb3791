import { Injectable } from '@nestjs/common';
import { type Precondition } from '#platform/http/etag.js';
import { type RollUpSpan } from '#store/zero-report/roll-up-reader.js';
import { type FilingPlace } from './change-filing.js';
import { FilingSteps } from './filing-steps.js';
import { ReadRollUp } from './read-roll-up.js';

/** 汇总签字上报: the figures as they are at this moment are signed and passed on; what is known later goes into a new edition. */
@Injectable()
export class SignRollUp {
  constructor(
    private readonly steps: FilingSteps,
    private readonly readRollUp: ReadRollUp,
  ) {}

  run(span: RollUpSpan, code: string, precondition: Precondition): Promise<FilingPlace> {
    return this.steps.sign({ dutyId: span.dutyId, period: span.period, code }, precondition, ({ manager }) =>
      this.readRollUp.within(manager, span, code),
    );
  }
}
