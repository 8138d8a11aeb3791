import { Body, Controller, Get, Header, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { type FastifyReply } from 'fastify';
import { type Grade } from '#hazards/grading/grade.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { RequirePermission } from '#platform/http/access.js';
import { etagOf, Precondition } from '#platform/http/etag.js';
import { IsSafeText } from '#platform/http/field-rules.js';
import { Idempotent } from '#platform/http/idempotency.js';
import { Problem } from '#platform/http/problem.js';
import { HazardQueries } from '#store/hazards/hazard-queries.js';
import { type HazardView, viewOf } from '#store/hazards/hazard-view.js';
import { acting } from '#store/requests/acting.js';
import { IdParam } from '#platform/http/id-param.js';
import { DecideGrade } from './decide-grade.js';
import { ExplainHazardGrade } from './explain-hazard-grade.js';

class GradeDecisionRequest {
  /** general rejects or lowers, major confirms or raises. */
  @ApiProperty({ enum: ['general', 'major'], example: 'major' })
  @IsIn(['general', 'major'], { message: 'must be general or major' })
  readonly grade: Grade;

  /** Why, for the history and for whoever is accountable. */
  @ApiProperty({ example: '现场核实，卷帘门封闭疏散出口，无法手动开启。' })
  @IsSafeText({ max: 2000 })
  readonly reason: string;
}

@ApiTags('Grading')
@Controller('v1/hazards')
export class GradeController {
  constructor(
    private readonly decideGrade: DecideGrade,
    private readonly transactions: ApiTransactions,
    private readonly hazards: HazardQueries,
    private readonly explainGrade: ExplainHazardGrade,
  ) {}

  @Post(':id/grade-decisions')
  @HttpCode(200)
  @RequirePermission('hazard.grade-decide')
  @Idempotent()
  @ApiOperation({ summary: 'Confirm, reject or override a grade, with the reason' })
  @ApiOkResponse({ description: 'The hazard with its grade.' })
  async decide(
    @Param() { id }: IdParam,
    @Body() request: GradeDecisionRequest,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HazardView> {
    await this.decideGrade.run(id, request, ifMatch === undefined ? undefined : Precondition.from(ifMatch));
    const hazard = await this.transactions.run(acting().scope, (manager) => this.hazards.find(manager, id));
    if (!hazard) throw Problem.notFound();
    reply.header('ETag', etagOf(hazard.version));
    return viewOf(hazard);
  }

  @Get(':id/grade')
  @RequirePermission('hazard.read')
  @Header('Vary', 'Accept-Language')
  @ApiOperation({ summary: 'Why a hazard has its grade: rules, words, place, people' })
  @ApiOkResponse({ description: 'The explanation, with sentences in Chinese and English.' })
  async explain(@Param() { id }: IdParam, @Headers('accept-language') language = 'zh'): Promise<object> {
    const found = await this.transactions.run(acting().scope, async (manager) => {
      const hazard = await this.hazards.find(manager, id);
      return hazard && { explanation: await this.explainGrade.run(manager, hazard) };
    });
    if (!found) throw Problem.notFound();
    const { explanation } = found;
    if (!explanation) throw Problem.conflict('The hazard has not been graded yet; ask again in a moment.');
    const isEnglish = /^\s*en\b/i.test(language);
    return {
      ...explanation,
      text: explanation.sentences.map((sentence) => (isEnglish ? sentence.en : sentence.zh)),
    };
  }
}
