import { Body, Controller, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { IfMatch, Precondition } from '#platform/http/etag.js';
import { IdParam } from '#platform/http/id-param.js';
import { type HazardView } from '#store/hazards/hazard-view.js';
import { answerWith, ClosedLoopStep } from './closed-loop-step.js';
import { DelistingDto, ListingDto, TransferDto, TransferReturnDto } from './oversight.dto.js';
import { RecordDelisting } from './record-delisting.js';
import { RecordListing } from './record-listing.js';
import { ReturnTransfer } from './return-transfer.js';
import { TransferHazard } from './transfer-hazard.js';

/** 移交与挂牌督办: what the bureau, other departments and the government do. */
@ApiTags('Oversight')
@Controller('v1/hazards')
export class OversightController {
  constructor(
    private readonly transferHazard: TransferHazard,
    private readonly returnTransfer: ReturnTransfer,
    private readonly recordListing: RecordListing,
    private readonly recordDelisting: RecordDelisting,
  ) {}

  @ClosedLoopStep('transfers', 'transfer', 'Hand a hazard over to the linked department whose remit it is')
  async transfer(
    @Param() { id }: IdParam,
    @Body() request: TransferDto,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HazardView> {
    return answerWith(await this.transferHazard.run(id, request, precondition), reply);
  }

  @ClosedLoopStep('transfers/return', 'transfer', 'Give a transferred hazard back to the school, or take it back')
  async transferReturn(
    @Param() { id }: IdParam,
    @Body() request: TransferReturnDto,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HazardView> {
    return answerWith(await this.returnTransfer.run(id, request, precondition), reply);
  }

  @ClosedLoopStep('supervision', 'supervision', 'Record that a government listed the hazard for supervision')
  async supervision(
    @Param() { id }: IdParam,
    @Body() { listedAt, ...listing }: ListingDto,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HazardView> {
    const at = new Date(listedAt);
    return answerWith(await this.recordListing.run(id, { ...listing, listedAt: at }, precondition), reply);
  }

  @ClosedLoopStep(
    'supervision/delisting',
    'supervision',
    'Record that the government took a closed hazard off its list; not by the bureau that closed it',
  )
  async delisting(
    @Param() { id }: IdParam,
    @Body() { delistedAt, ...delisting }: DelistingDto,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HazardView> {
    const at = new Date(delistedAt);
    return answerWith(await this.recordDelisting.run(id, { ...delisting, delistedAt: at }, precondition), reply);
  }
}
