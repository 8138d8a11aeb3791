import { Body, Controller, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { IfMatch, Precondition } from '#platform/http/etag.js';
import { IdParam } from '#platform/http/id-param.js';
import { type HazardView } from '#store/hazards/hazard-view.js';
import { answerWith, ClosedLoopStep } from './closed-loop-step.js';
import { DecideExtensionRequest } from './decide-extension-request.js';
import { ExtensionDecisionDto, ExtensionRequestDto } from './extension.dto.js';
import { RequestExtension } from './request-extension.js';

/** 延期: more time, asked for by the school and decided above it. */
@ApiTags('Extensions')
@Controller('v1/hazards')
export class ExtensionController {
  constructor(
    private readonly requestExtension: RequestExtension,
    private readonly decideExtensionRequest: DecideExtensionRequest,
  ) {}

  @ClosedLoopStep('extension-requests', 'hazard.rectify', 'Ask for more time, before the term ends')
  async request(
    @Param() { id }: IdParam,
    @Body() { requestedDueAt, reason, interimMeasures }: ExtensionRequestDto,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HazardView> {
    const request = { requestedDueAt: new Date(requestedDueAt), reason, interimMeasures };
    return answerWith(await this.requestExtension.run(id, request, precondition), reply);
  }

  @ClosedLoopStep('extension-requests/decision', 'hazard.extension-decide', 'Grant or deny the request that waits')
  async decision(
    @Param() { id }: IdParam,
    @Body() answer: ExtensionDecisionDto,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HazardView> {
    return answerWith(await this.decideExtensionRequest.run(id, answer, precondition), reply);
  }
}
