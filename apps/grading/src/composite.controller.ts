import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { ApiTransactions } from '#platform/database/transactions.js';
import { RequirePermission } from '#platform/http/access.js';
import { etagOf, IfMatch, type Precondition } from '#platform/http/etag.js';
import { IsSafeText } from '#platform/http/field-rules.js';
import { IdParam } from '#platform/http/id-param.js';
import { Idempotent } from '#platform/http/idempotency.js';
import { decodeCursor, DEFAULT_PAGE_SIZE, nextLink, type Page, pageOf, PageQuery } from '#platform/http/pages.js';
import { Problem } from '#platform/http/problem.js';
import { CompositeCases } from '#store/hazards/composite-case.repository.js';
import { acting } from '#store/requests/acting.js';
import { compositeViewOf, type CompositeCaseView } from './composite-view.js';
import { DissolveComposite } from './dissolve-composite.js';

const LIST = 'composite-cases';
const CASE_STATUSES = ['raised', 'dissolution-asked', 'dissolved'] as const;

class CompositeListQuery extends PageQuery {
  /** Code of an organisation: its whole subtree. */
  @IsOptional()
  @IsSafeText({ max: 64 })
  readonly under?: string;

  @IsOptional()
  @IsIn(CASE_STATUSES, { message: `must be one of ${CASE_STATUSES.join(', ')}` })
  readonly status?: string;
}

class DissolutionRequest {
  /** Why, for the history of the case and of its hazards. */
  @ApiProperty({ example: '三项要素已消除两项，现场核实不再构成重大隐患。' })
  @IsSafeText({ max: 2000 })
  readonly reason: string;

  /** false keeps the case although elements fell away; then the question is answered as well. */
  @ApiPropertyOptional({ default: true })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  readonly dissolve?: boolean;
}

/** 综合判定个案: places whose open hazards together amount to a major one. */
@ApiTags('Grading')
@Controller('v1/composite-cases')
export class CompositeController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly cases: CompositeCases,
    private readonly dissolveComposite: DissolveComposite,
  ) {}

  @Get()
  @RequirePermission('hazard.read')
  @ApiOperation({ summary: 'Places whose open hazards are combined elements of a major one, newest first' })
  @ApiOkResponse({ description: 'The cases with their elements and the hazards that carry them.' })
  async list(
    @Query() query: CompositeListQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<CompositeCaseView>> {
    const limit = query.limit ?? DEFAULT_PAGE_SIZE;
    const keys = query.cursor ? decodeCursor(LIST, ['instant', 'id'], query.cursor) : undefined;
    const after = keys && { raisedAt: String(keys[0]), id: String(keys[1]) };
    const rows = await this.transactions.run(acting().scope, (manager) =>
      this.cases.list(manager, query, limit, after),
    );
    const page = pageOf(LIST, rows, limit, (row) => [row.raisedAt.toISOString(), row.id]);
    const link = nextLink(request.url, page.next);
    if (link) void reply.header('Link', link);
    return { items: page.items.map(compositeViewOf), next: page.next };
  }

  @Get(':id')
  @RequirePermission('hazard.read')
  @ApiOperation({ summary: 'One composite case with its story' })
  @ApiOkResponse({ description: 'The case, with its version as ETag.' })
  async find(@Param() { id }: IdParam, @Res({ passthrough: true }) reply: FastifyReply): Promise<CompositeCaseView> {
    const found = await this.transactions.run(acting().scope, (manager) => this.cases.find(manager, id));
    if (!found) throw Problem.notFound();
    void reply.header('ETag', etagOf(found.version));
    return compositeViewOf(found);
  }

  @Post(':id/dissolution')
  @HttpCode(200)
  @RequirePermission('hazard.grade-decide')
  @Idempotent()
  @ApiOperation({ summary: 'Dissolve a composite case, or keep it, with the reason' })
  @ApiOkResponse({ description: 'The case as it then is; its hazards are regraded with it.' })
  async dissolve(
    @Param() { id }: IdParam,
    @Body() { reason, dissolve = true }: DissolutionRequest,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CompositeCaseView> {
    const changed = await this.dissolveComposite.run(id, { dissolve, reason }, precondition);
    void reply.header('ETag', etagOf(changed.version));
    return compositeViewOf(changed);
  }
}
