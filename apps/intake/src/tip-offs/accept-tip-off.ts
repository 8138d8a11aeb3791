import { Injectable } from '@nestjs/common';
import { newSecret } from '#kernel/ids.js';
import { Problem } from '#platform/http/problem.js';
import { Metrics } from '#platform/observability/metrics.js';
import { TipOffRepository } from '#store/tip-offs/tip-off.repository.js';
import { faultOfOrganisation } from '../report-faults.js';
import { type TipOffDto } from './tip-off.dto.js';

/** 128 bits: not to be guessed, and short enough to be written down. */
const CODE_BYTES = 16;

/** Makes a hazard report of what somebody without an account tells. */
@Injectable()
export class AcceptTipOff {
  constructor(
    private readonly tipOffs: TipOffRepository,
    private readonly metrics: Metrics,
  ) {}

  /** The tracking code. */
  async run(dto: TipOffDto): Promise<string> {
    const trackingCode = newSecret(CODE_BYTES);
    const report = { ...dto, category: dto.category ?? ('other' as const), source: 'tip-off' };
    const answer = await this.tipOffs.accept({ trackingCode, report });
    if (answer.kind === 'refused') throw Problem.validation([faultOfOrganisation(answer.reason)]);
    this.metrics.reportAccepted();
    return trackingCode;
  }
}
