import { Body, Controller, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { IfMatch, Precondition } from '#platform/http/etag.js';
import { IdParam } from '#platform/http/id-param.js';
import { type HazardView } from '#store/hazards/hazard-view.js';
import { answerWith, ClosedLoopStep } from './closed-loop-step.js';
import { FilePlan } from './file-plan.js';
import { RecordInterimMeasures } from './record-interim-measures.js';
import { RecordProgress } from './record-progress.js';
import { InterimMeasuresDto, PlanDto, ProgressDto, RectificationDto } from './rectification.dto.js';
import { SubmitRectification } from './submit-rectification.js';

/** 整改: what the school does. */
@ApiTags('Rectification')
@Controller('v1/hazards')
export class RectificationController {
  constructor(
    private readonly recordProgress: RecordProgress,
    private readonly recordInterimMeasures: RecordInterimMeasures,
    private readonly filePlan: FilePlan,
    private readonly submitRectification: SubmitRectification,
  ) {}

  @ClosedLoopStep('progress', 'hazard.rectify', 'Note how far the work is; the first note starts it')
  async progress(
    @Param() { id }: IdParam,
    @Body() request: ProgressDto,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HazardView> {
    return answerWith(await this.recordProgress.run(id, request, precondition), reply);
  }

  @ClosedLoopStep('interim-measures', 'hazard.rectify', 'Record what keeps people safe until the hazard is gone')
  async interimMeasures(
    @Param() { id }: IdParam,
    @Body() request: InterimMeasuresDto,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HazardView> {
    return answerWith(await this.recordInterimMeasures.run(id, request, precondition), reply);
  }

  @ClosedLoopStep('plan', 'hazard.rectify', 'File the treatment plan of a major hazard, in its six sections')
  async plan(
    @Param() { id }: IdParam,
    @Body() request: PlanDto,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HazardView> {
    return answerWith(await this.filePlan.run(id, request, precondition), reply);
  }

  @ClosedLoopStep(
    'rectification',
    'hazard.rectify',
    'Submit the rectification for verification; of a major hazard, apply for its review',
  )
  async rectification(
    @Param() { id }: IdParam,
    @Body() request: RectificationDto,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HazardView> {
    const { assessment, ...submission } = request;
    const enclosed = assessment && { ...assessment, assessedAt: new Date(assessment.assessedAt) };
    return answerWith(
      await this.submitRectification.run(id, { ...submission, assessment: enclosed }, precondition),
      reply,
    );
  }
}
