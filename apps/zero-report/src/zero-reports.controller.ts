import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { periodOfDate } from '#hazards/zero-report/duty-period.js';
import { firstDayOf, type Quarter } from '#kernel/quarter.js';
import { RequirePermission } from '#platform/http/access.js';
import { IfMatch, Precondition } from '#platform/http/etag.js';
import { Idempotent } from '#platform/http/idempotency.js';
import { DEFAULT_PAGE_SIZE, nextLink } from '#platform/http/pages.js';
import { HazardQueries } from '#store/hazards/hazard-queries.js';
import { isoAt } from '#store/hazards/iso-at.js';
import { FilingQueries } from '#store/zero-report/filing-queries.js';
import { ChangeFiling, type FilingKey } from './change-filing.js';
import { afterOf, FilingExchange } from './filing-exchange.js';
import { ListFilings } from './list-filings.js';
import { DraftDto, FilingListQuery, QuarterParam, ReasonDto, SchoolQuarterParam } from './zero-report.dto.js';

const keyOf = ({ quarter, organisationCode }: SchoolQuarterParam): FilingKey => ({
  dutyId: 'zero-report',
  period: quarter,
  code: organisationCode,
});

/** 零报告: every school files at the quarter's end, also when there is nothing. */
@ApiTags('Zero reports')
@Controller('v1/quarters/:quarter/zero-reports')
export class ZeroReportsController {
  constructor(
    private readonly listFilings: ListFilings,
    private readonly changeFiling: ChangeFiling,
    private readonly exchange: FilingExchange,
    private readonly filings: FilingQueries,
    private readonly hazards: HazardQueries,
  ) {}

  @Get()
  @RequirePermission('zero-report.read')
  @ApiOperation({ summary: 'Who has filed for a quarter, who is late and who is missing' })
  @ApiOkResponse({
    description: 'Counts of the whole subtree, in which each school stands once, and one page of schools.',
  })
  async list(
    @Param() { quarter }: QuarterParam,
    @Query() query: FilingListQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { under, standing, limit = DEFAULT_PAGE_SIZE, cursor } = query;
    const period = periodOfDate('quarter', firstDayOf(quarter as Quarter));
    const answer = await this.listFilings.run('zero-report', () => period, {
      under,
      standing,
      limit,
      after: afterOf(cursor),
    });
    const link = nextLink(request.url, answer.next);
    if (link) void reply.header('Link', link);
    return answer;
  }

  @Get(':organisationCode')
  @RequirePermission('zero-report.read')
  @ApiOperation({ summary: 'One school’s report: the prefilled form, or what was filed' })
  @ApiOkResponse({ description: 'The report, with its version as ETag.' })
  find(@Param() param: SchoolQuarterParam, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    return this.exchange.find(keyOf(param), reply);
  }

  @Get(':organisationCode/editions')
  @RequirePermission('zero-report.read')
  @ApiOperation({ summary: 'Every signed edition of a school’s report, the first one first' })
  @ApiOkResponse({ description: 'What was signed each time, by whom and for whom, with its hash.' })
  editions(@Param() param: SchoolQuarterParam): Promise<{ items: object[] }> {
    return this.changeFiling.read(keyOf(param), async ({ filing }, manager) => {
      const editions = await this.filings.editions(manager, filing.id);
      return { items: editions.map((one) => ({ ...one, signedAt: isoAt(one.signedAt) })) };
    });
  }

  @Get(':organisationCode/timeline')
  @RequirePermission('zero-report.read')
  @ApiOperation({ summary: 'Everything that happened to a school’s report, in order' })
  @ApiOkResponse({ description: 'The events of its history, each with its hash in the chain.' })
  timeline(@Param() param: SchoolQuarterParam): Promise<{ items: object[] }> {
    return this.changeFiling.read(keyOf(param), async ({ filing }, manager) => {
      const entries = await this.hazards.timeline(manager, filing.id);
      return { items: entries.map((entry) => ({ ...entry, at: isoAt(entry.at) })) };
    });
  }

  @Put(':organisationCode')
  @HttpCode(200)
  @RequirePermission('zero-report.draft')
  @ApiOperation({ summary: 'Fill in the form: confirm or change the ledger’s numbers, and comment' })
  @ApiOkResponse({ description: 'The draft, with its version as ETag.' })
  draft(
    @Param() param: SchoolQuarterParam,
    @Body() draft: DraftDto,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.exchange.draft(keyOf(param), draft, precondition, reply);
  }

  @Post(':organisationCode/signature')
  @HttpCode(200)
  @RequirePermission('zero-report.sign')
  @Idempotent()
  @ApiOperation({ summary: 'Sign and file, as the principal or whoever stands in for him' })
  @ApiBody({ schema: { type: 'object' }, required: false, description: 'Nothing: what the draft says is signed.' })
  @ApiOkResponse({ description: 'The filed report with the hash of what was signed.' })
  sign(
    @Param() param: SchoolQuarterParam,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() body?: object,
  ): Promise<object> {
    return this.exchange.sign(keyOf(param), body, precondition, reply);
  }

  @Post(':organisationCode/return')
  @HttpCode(200)
  @RequirePermission('zero-report.return')
  @ApiOperation({ summary: 'Send a filed report back; the school has some working days to file it anew' })
  @ApiOkResponse({ description: 'The report, owed again.' })
  return(
    @Param() param: SchoolQuarterParam,
    @Body() { reason }: ReasonDto,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.exchange.return(keyOf(param), reason, precondition, reply);
  }

  @Post(':organisationCode/acceptance')
  @HttpCode(200)
  @RequirePermission('zero-report.return')
  @ApiOperation({ summary: 'Accept a filed report' })
  @ApiOkResponse({ description: 'The accepted report.' })
  accept(
    @Param() param: SchoolQuarterParam,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.exchange.accept(keyOf(param), precondition, reply);
  }

  @Post(':organisationCode/excuse')
  @HttpCode(200)
  @RequirePermission('zero-report.return')
  @ApiOperation({ summary: 'Excuse a school from this quarter’s report, with the reason' })
  @ApiOkResponse({ description: 'The report, no longer owed.' })
  excuse(
    @Param() param: SchoolQuarterParam,
    @Body() { reason }: ReasonDto,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.exchange.excuse(keyOf(param), reason, precondition, reply);
  }
}
