import { Body, Controller, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { IfMatch, Precondition } from '#platform/http/etag.js';
import { IdParam } from '#platform/http/id-param.js';
import { type FieldError, Problem } from '#platform/http/problem.js';
import { type HazardView } from '#store/hazards/hazard-view.js';
import { CloseHazard } from './close-hazard.js';
import { answerWith, ClosedLoopStep } from './closed-loop-step.js';
import { LookBack } from './look-back.js';
import { ClosureDto, LookBackDto, VerificationDto } from './verification.dto.js';
import { VerifyRectification } from './verify-rectification.js';

/** 复查销号: what others do who did not do the work. */
@ApiTags('Verification')
@Controller('v1/hazards')
export class VerificationController {
  constructor(
    private readonly verifyRectification: VerifyRectification,
    private readonly closeHazard: CloseHazard,
    private readonly lookBack: LookBack,
  ) {}

  @ClosedLoopStep('verification', 'hazard.verify', 'Pass a rectification, or send it back with the reason')
  async verification(
    @Param() { id }: IdParam,
    @Body() request: VerificationDto,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HazardView> {
    const errors = contradictionsOf(request);
    if (errors.length > 0) throw Problem.validation(errors);
    return answerWith(await this.verifyRectification.run(id, request, precondition), reply);
  }

  @ClosedLoopStep('closure', 'hazard.close', 'Close a verified hazard; a major one only by the bureau')
  async closure(
    @Param() { id }: IdParam,
    @Body() request: ClosureDto,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HazardView> {
    return answerWith(await this.closeHazard.run(id, request, precondition), reply);
  }

  @ClosedLoopStep('look-backs', 'hazard.look-back', 'Look at a closed hazard again; one that came back is reopened')
  async lookBacks(
    @Param() { id }: IdParam,
    @Body() request: LookBackDto,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HazardView> {
    return answerWith(await this.lookBack.run(id, request, precondition), reply);
  }
}

/** What a verdict that did not pass needs and what it cannot have. */
export function contradictionsOf({ passed, reason, close }: VerificationDto): FieldError[] {
  if (passed) return [];
  return [
    ...(reason ? [] : [{ pointer: '/reason', message: 'must say what is still wrong when passed is false' }]),
    ...(close ? [{ pointer: '/close', message: 'must be absent or false when passed is false' }] : []),
  ];
}
