import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { ApiTransactions } from '#platform/database/transactions.js';
import { RequirePermission } from '#platform/http/access.js';
import { etagOf, IfMatch, type Precondition } from '#platform/http/etag.js';
import { IdParam } from '#platform/http/id-param.js';
import { Idempotent } from '#platform/http/idempotency.js';
import { Problem } from '#platform/http/problem.js';
import { type HazardView, viewOf } from '#store/hazards/hazard-view.js';
import { isoAt } from '#store/hazards/iso-at.js';
import { acting } from '#store/requests/acting.js';
import { HazardRejections } from '#store/tip-offs/hazard-rejections.js';
import { RejectHazard } from './reject-hazard.js';
import { RejectionAnswer, RejectionDto } from './tip-off.dto.js';

/** 不予受理, below hazards, whose address says nothing of how they came. */
@ApiTags('Tip-offs')
@Controller('v1/hazards')
export class RejectionsController {
  constructor(
    private readonly rejectHazard: RejectHazard,
    private readonly transactions: ApiTransactions,
    private readonly rejections: HazardRejections,
  ) {}

  @Post(':id/rejection')
  @HttpCode(200)
  @RequirePermission('tip-off.handle')
  @Idempotent()
  @ApiOperation({
    summary: 'Reject a report that holds no hazard, such as a tip-off; the reason stays with the bureau',
  })
  @ApiOkResponse({ description: 'The hazard, which is rejected, with its new version as ETag.' })
  async reject(
    @Param() { id }: IdParam,
    @Body() request: RejectionDto,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HazardView> {
    const hazard = await this.rejectHazard.run(id, request, precondition);
    void reply.header('ETag', etagOf(hazard.version));
    return viewOf(hazard);
  }

  @Get(':id/rejection')
  @RequirePermission('tip-off.handle')
  @ApiOperation({ summary: 'Why a report was rejected' })
  @ApiOkResponse({ type: RejectionAnswer, description: 'The reason, and who gave it.' })
  async find(@Param() { id }: IdParam): Promise<RejectionAnswer> {
    const found = await this.transactions.run(acting().scope, (manager) => this.rejections.of(manager, id));
    if (!found) throw Problem.notFound('Nothing was rejected under this id.');
    const { reason, rejectedAt, rejectedBy } = found;
    return { reason, rejectedAt: isoAt(rejectedAt), rejectedBy };
  }
}
