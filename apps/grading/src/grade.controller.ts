import { Body, Controller, Get, Header, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { type FastifyReply } from 'fastify';
import { type GradeDecision } from '#hazards/grading/decide-grade.js';
import { explainGrade, type MarkedWord, type PersonDecisionRecord } from '#hazards/grading/explain-grade.js';
import { type Grade } from '#hazards/grading/grade.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { RequirePermission } from '#platform/http/access.js';
import { etagOf, Precondition } from '#platform/http/etag.js';
import { IsSafeText } from '#platform/http/field-rules.js';
import { Idempotent } from '#platform/http/idempotency.js';
import { Problem } from '#platform/http/problem.js';
import { HazardQueries } from '#store/hazards/hazard-queries.js';
import { type HazardView, viewOf } from '#store/hazards/hazard-view.js';
import { OrganisationPaths } from '#store/people/organisation-paths.js';
import { RulePackLibrary } from '#store/policies/rule-pack-library.js';
import { acting } from '#store/requests/acting.js';
import { IdParam } from '#platform/http/id-param.js';
import { DecideGrade } from './decide-grade.js';

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
    private readonly packs: RulePackLibrary,
    private readonly paths: OrganisationPaths,
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
      return hazard && { hazard, path: await this.paths.pathOf(manager, hazard.organisationId) };
    });
    if (!found) throw Problem.notFound();
    const stored = found.hazard.gradeExplanation;
    if (!stored || !found.hazard.grade) throw Problem.conflict('The hazard has not been graded yet; ask again in a moment.');
    const decision = stored['decision'] as GradeDecision;
    const decidedAt = new Date(decision.decidedAt);
    const people = ((stored['people'] ?? []) as PersonDecisionRecord[]).map((one) => ({ ...one, at: new Date(one.at) }));
    const explanation = explainGrade(
      { ...decision, decidedAt },
      { markedWords: stored['marked'] as MarkedWord[], people },
      this.packs.packFor(found.path, decidedAt),
    );
    const isEnglish = /^\s*en\b/i.test(language);
    return {
      ...explanation,
      suspected: found.hazard.grade === 'suspected-major',
      text: explanation.sentences.map((sentence) => (isEnglish ? sentence.en : sentence.zh)),
    };
  }
}
