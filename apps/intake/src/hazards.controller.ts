import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { CATEGORY_IDS } from '#hazards/grading/category.js';
import { GRADES } from '#hazards/grading/grade.js';
import { STATUSES } from '#hazards/lifecycle/status.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { RequirePermission } from '#platform/http/access.js';
import { etagOf } from '#platform/http/etag.js';
import { IsIsoInstant, IsSafeText } from '#platform/http/field-rules.js';
import { IdParam } from '#platform/http/id-param.js';
import { Idempotent } from '#platform/http/idempotency.js';
import { decodeCursor, DEFAULT_PAGE_SIZE, nextLink, type Page, pageOf, PageQuery } from '#platform/http/pages.js';
import { Problem } from '#platform/http/problem.js';
import { HazardQueries } from '#store/hazards/hazard-queries.js';
import { type HazardView, viewOf } from '#store/hazards/hazard-view.js';
import { isoAt } from '#store/hazards/iso-at.js';
import { acting } from '#store/requests/acting.js';
import { AcceptReport } from './accept-report.js';
import { ReportDto } from './report.dto.js';

const LIST = 'hazards';

class HazardListQuery extends PageQuery {
  /** Code of an organisation: its whole subtree. */
  @IsOptional()
  @IsSafeText({ max: 64 })
  readonly under?: string;

  @IsOptional()
  @IsIn(STATUSES, { message: `must be one of ${STATUSES.join(', ')}` })
  readonly status?: string;

  @IsOptional()
  @IsIn(GRADES, { message: `must be one of ${GRADES.join(', ')}` })
  readonly grade?: string;

  @IsOptional()
  @IsIn(CATEGORY_IDS, { message: `must be one of ${CATEGORY_IDS.join(', ')}` })
  readonly category?: string;

  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean({ message: 'must be true or false' })
  readonly overdue?: boolean;

  @IsOptional()
  @IsIsoInstant()
  readonly dueBefore?: string;
}

@ApiTags('Hazards')
@Controller('v1/hazards')
export class HazardsController {
  constructor(
    private readonly acceptReport: AcceptReport,
    private readonly transactions: ApiTransactions,
    private readonly hazards: HazardQueries,
  ) {}

  @Post()
  @RequirePermission('hazard.report')
  @Idempotent()
  @ApiOperation({ summary: 'Report a hazard' })
  @ApiCreatedResponse({ description: 'It is stored and numbered; grading, owner and due date follow within moments.' })
  async report(
    @Body() report: ReportDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ id: string; number: string; status: string; organisationCode: string; reportedAt: string }> {
    const { kind, id, number, reportedAt } = await this.acceptReport.run(report);
    // A report that was sent before is not created again: the same answer, and no second hazard.
    void reply.code(kind === 'accepted' ? 201 : 200).header('Location', `/v1/hazards/${id}`);
    return { id, number, status: 'reported', organisationCode: report.organisationCode, reportedAt: isoAt(reportedAt) };
  }

  @Get()
  @RequirePermission('hazard.read')
  @ApiOperation({ summary: 'Hazards of the subtree, newest first' })
  @ApiOkResponse({ description: 'One page; `next` is the cursor of the following one.' })
  async list(
    @Query() query: HazardListQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<HazardView>> {
    const limit = query.limit ?? DEFAULT_PAGE_SIZE;
    const keys = query.cursor ? decodeCursor(LIST, ['instant', 'id'], query.cursor) : undefined;
    const { scope } = acting();
    const rows = await this.transactions.run(scope, (manager) =>
      this.hazards.list(
        manager,
        scope.organisations,
        { ...query, dueBefore: query.dueBefore ? new Date(query.dueBefore) : undefined },
        limit,
        keys && { reportedAt: String(keys[0]), id: String(keys[1]) },
      ),
    );
    const page = pageOf(LIST, rows, limit, (row) => [row.reportedAt.toISOString(), row.id]);
    const link = nextLink(request.url, page.next);
    if (link) void reply.header('Link', link);
    return { items: page.items.map(viewOf), next: page.next };
  }

  @Get(':id')
  @RequirePermission('hazard.read')
  @ApiOperation({ summary: 'One hazard' })
  @ApiOkResponse({ description: 'The hazard, with its version as ETag.' })
  async find(@Param() { id }: IdParam, @Res({ passthrough: true }) reply: FastifyReply): Promise<HazardView> {
    const hazard = await this.transactions.run(acting().scope, (manager) => this.hazards.find(manager, id));
    if (!hazard) throw Problem.notFound();
    void reply.header('ETag', etagOf(hazard.version));
    return viewOf(hazard);
  }

  @Get(':id/timeline')
  @RequirePermission('hazard.read')
  @ApiOperation({ summary: 'Everything that happened to a hazard, in order' })
  @ApiOkResponse({ description: 'The events of its history, each with its hash in the chain.' })
  async timeline(@Param() { id }: IdParam): Promise<{ items: object[] }> {
    const entries = await this.transactions.run(acting().scope, async (manager) => {
      const hazard = await this.hazards.find(manager, id);
      return hazard && this.hazards.timeline(manager, id);
    });
    if (!entries) throw Problem.notFound();
    return { items: entries.map((entry) => ({ ...entry, at: isoAt(entry.at) })) };
  }
}
