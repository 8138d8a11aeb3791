import { Body, Controller, Get, Headers, HttpCode, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type PackChange } from '#hazards/grading/effective-pack.js';
import { type PackError, PACK_LEVELS } from '#hazards/grading/rule-pack.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { RequirePermission } from '#platform/http/access.js';
import { etagOf, IfMatch, Precondition } from '#platform/http/etag.js';
import { Idempotent } from '#platform/http/idempotency.js';
import { decodeCursor, DEFAULT_PAGE_SIZE, nextLink, type Page, pageOf, PageQuery } from '#platform/http/pages.js';
import { type FieldError, Problem } from '#platform/http/problem.js';
import { AcceptsLargeJson } from '#platform/http/route-options.js';
import { GradeDecisions, type RuleOverrides } from '#store/hazards/grade-decisions.js';
import { RulePackRepository } from '#store/policies/rule-pack.repository.js';
import { acting } from '#store/requests/acting.js';
import { CheckRulePack } from './check-rule-pack.js';
import { DraftRulePack, pointed } from './draft-rule-pack.js';
import { PublishRulePack } from './publish-rule-pack.js';
import { packViewOf, type RulePackSummary, type RulePackView, summaryOf } from './rule-pack-view.js';

const LIST = 'rule-packs';
/** A whole base pack has about four thousand. */
const MOST_MEMBERS = 20_000;
const PACK_BODY = {
  schema: { type: 'object' },
  examples: {
    overlay: {
      value: {
        id: 'example-overlay-2026.1',
        kind: 'overlay',
        level: 'district',
        title: '示例区补充规则',
        titleEn: 'An example overlay',
        jurisdiction: 'D1',
        validFrom: '2026-01-01',
        extends: ['national-2026.1'],
        documents: {},
        tighten: [{ rule: 'FI-21', class: 'direct', reason: '区安全工作要点禁止疏散通道装卷帘门。' }],
      },
    },
  },
  description:
    'The pack as GET shows its definition. `jurisdiction` is the code of the organisation whose schools it governs.',
} as const;

export class PackIdParam {
  @Matches(/^(?=.{1,100}$)[a-z0-9]+(?:[-.][a-z0-9]+)*$/, {
    message: 'must be the id of a rule pack, such as national-2026.1',
  })
  readonly id: string;
}

class PackListQuery extends PageQuery {
  @IsOptional()
  @IsIn(['draft', 'published'], { message: 'must be draft or published' })
  readonly status?: string;

  @IsOptional()
  @IsIn(PACK_LEVELS, { message: `must be one of ${PACK_LEVELS.join(', ')}` })
  readonly level?: string;
}

interface ValidationView {
  readonly valid: boolean;
  readonly errors: readonly FieldError[];
  readonly changes: readonly PackChange[];
  readonly displaced: readonly PackError[];
}

/** 规则包: drafted by one person, published by another, and never changed after. */
@ApiTags('Rule packs')
@Controller('v1/rule-packs')
export class RulePackController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly packs: RulePackRepository,
    private readonly draftRulePack: DraftRulePack,
    private readonly checkRulePack: CheckRulePack,
    private readonly publishRulePack: PublishRulePack,
    private readonly decisions: GradeDecisions,
  ) {}

  @Get()
  @RequirePermission('rule-pack.read')
  @ApiOperation({ summary: 'Published rule packs, and the drafts of the subtree' })
  @ApiOkResponse({ description: 'One page, by id.' })
  async list(
    @Query() query: PackListQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<RulePackSummary>> {
    const limit = query.limit ?? DEFAULT_PAGE_SIZE;
    const [after] = query.cursor ? decodeCursor(LIST, ['string'], query.cursor) : [];
    const rows = await this.transactions.run(acting().scope, (manager) =>
      this.packs.list(manager, query, limit, after === undefined ? undefined : String(after)),
    );
    const page = pageOf(LIST, rows, limit, (row) => [row.id]);
    const link = nextLink(request.url, page.next);
    if (link) void reply.header('Link', link);
    return { items: page.items.map(summaryOf), next: page.next };
  }

  @Get(':id')
  @RequirePermission('rule-pack.read')
  @ApiOperation({ summary: 'One rule pack, whole' })
  @ApiOkResponse({ description: 'The pack, with its version as ETag.' })
  async find(@Param() { id }: PackIdParam, @Res({ passthrough: true }) reply: FastifyReply): Promise<RulePackView> {
    const pack = await this.transactions.run(acting().scope, (manager) => this.packs.find(manager, id));
    if (!pack) throw Problem.notFound();
    void reply.header('ETag', etagOf(pack.version));
    return packViewOf(pack);
  }

  @Post()
  @RequirePermission('rule-pack.draft')
  @Idempotent()
  @AcceptsLargeJson(MOST_MEMBERS)
  @ApiOperation({ summary: 'Draft a rule pack' })
  @ApiBody(PACK_BODY)
  @ApiCreatedResponse({
    description: 'The draft. Everything wrong with a body that is refused is named by its JSON pointer.',
  })
  async create(@Body() body: object, @Res({ passthrough: true }) reply: FastifyReply): Promise<RulePackView> {
    const pack = await this.draftRulePack.create(body);
    void reply.header('Location', `/v1/rule-packs/${pack.id}`).header('ETag', etagOf(pack.version));
    return packViewOf(pack);
  }

  @Put(':id')
  @RequirePermission('rule-pack.draft')
  @AcceptsLargeJson(MOST_MEMBERS)
  @ApiOperation({ summary: 'Replace a draft; a published pack never changes' })
  @ApiBody(PACK_BODY)
  @ApiOkResponse({ description: 'The draft in its new version.' })
  async replace(
    @Param() { id }: PackIdParam,
    @Body() body: object,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RulePackView> {
    const pack = await this.draftRulePack.replace(id, body, precondition);
    void reply.header('ETag', etagOf(pack.version));
    return packViewOf(pack);
  }

  @Post(':id/validation')
  @HttpCode(200)
  @RequirePermission('rule-pack.read')
  @ApiOperation({ summary: 'Check a pack beside the rules that are in force where it would hold' })
  @ApiOkResponse({
    description: 'Errors by JSON pointer, what it changes, and which overlays below it would no longer fit.',
  })
  async validate(@Param() { id }: PackIdParam): Promise<ValidationView> {
    const check = await this.transactions.run(acting().scope, async (manager) => {
      const pack = await this.packs.find(manager, id);
      if (!pack) throw Problem.notFound();
      const [moment]: { now: Date }[] = await manager.query('select app.now() as now');
      return this.checkRulePack.run(manager, pack.definition, pack.organisationId, moment?.now ?? pack.draftedAt);
    });
    return { valid: check.errors.length === 0, ...check, errors: check.errors.map(pointed) };
  }

  @Post(':id/publication')
  @HttpCode(200)
  @RequirePermission('rule-pack.publish')
  @Idempotent()
  @ApiOperation({ summary: 'Publish a draft that somebody else wrote; open hazards are graded anew and never lowered' })
  @ApiOkResponse({ description: 'The published pack, what it changes, and the job that regrades.' })
  async publish(
    @Param() { id }: PackIdParam,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<
    RulePackSummary & { changes: readonly PackChange[]; displaced: readonly PackError[]; regradeJob: string }
  > {
    const precondition = ifMatch === undefined ? undefined : Precondition.from(ifMatch);
    const { pack, check, regradeJob } = await this.publishRulePack.run(id, precondition);
    void reply.header('ETag', etagOf(pack.version));
    return { ...summaryOf(pack), changes: check.changes, displaced: check.displaced, regradeJob };
  }

  @Get(':id/overrides')
  @RequirePermission('rule-pack.replay')
  @ApiOperation({ summary: 'What people decided against the rules of a pack, rule by rule, the most contested first' })
  @ApiOkResponse({ description: 'Counts, and the latest cases that went against each rule.' })
  async overrides(@Param() { id }: PackIdParam): Promise<{ items: readonly RuleOverrides[] }> {
    const items = await this.transactions.run(acting().scope, async (manager) => {
      if (!(await this.packs.find(manager, id))) throw Problem.notFound();
      return this.decisions.overridesOf(manager, id);
    });
    return { items };
  }
}
