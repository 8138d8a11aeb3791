import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { type Duty } from '#hazards/zero-report/duty.js';
import { type DutyPeriod, parsePeriod } from '#hazards/zero-report/duty-period.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { RequirePermission } from '#platform/http/access.js';
import { IfMatch, Precondition } from '#platform/http/etag.js';
import { IdParam } from '#platform/http/id-param.js';
import { Idempotent } from '#platform/http/idempotency.js';
import { DEFAULT_PAGE_SIZE } from '#platform/http/pages.js';
import { Problem } from '#platform/http/problem.js';
import { acting } from '#store/requests/acting.js';
import { DutyLibrary } from '#store/zero-report/duty-library.js';
import { type FilingKey } from './change-filing.js';
import { DutyFilingParam, DutyParam, DutyPeriodParam, OrderDto, PublishDutyDto } from './duty.dto.js';
import { afterOf, FilingExchange } from './filing-exchange.js';
import { ListFilings } from './list-filings.js';
import { OrderDuty } from './order-duty.js';
import { DraftDto, FilingListQuery, ReasonDto } from './zero-report.dto.js';

const keyOf = ({ dutyId, period, organisationCode }: DutyFilingParam): FilingKey => ({
  dutyId,
  period,
  code: organisationCode,
});

const readPeriod =
  (id: string) =>
  (duty: Duty): DutyPeriod => {
    const period = parsePeriod(duty.cadence, id);
    if (!period)
      throw Problem.validation([{ parameter: 'period', message: `must be a period of the cadence ${duty.cadence}` }]);
    return period;
  };

/** 职责目录: surveys, drills and special periods are owed, reminded, filed and chased like the zero report. */
@ApiTags('Duties')
@Controller('v1')
export class DutiesController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly duties: DutyLibrary,
    private readonly orderDuty: OrderDuty,
    private readonly listFilings: ListFilings,
    private readonly exchange: FilingExchange,
  ) {}

  @Get('duties')
  @RequirePermission('policy.read')
  @ApiOperation({ summary: 'The catalogue of duties, all versions, with the bureau that published each' })
  @ApiOkResponse({ description: 'Who owes what, how often, in which form, and who is told when it is missing.' })
  async catalogue(): Promise<{ items: object[] }> {
    const rows = await this.transactions.run(acting().scope, (manager) => this.duties.list(manager));
    return { items: rows.map(({ definition, organisationCode }) => ({ organisationCode, ...definition })) };
  }

  @Post('duties')
  @RequirePermission('policy.publish')
  @ApiOperation({ summary: 'Add a duty to the catalogue of a bureau, or a version of one' })
  @ApiCreatedResponse({ description: 'The published duty; it is owed where it is ordered.' })
  publish(@Body() request: PublishDutyDto): Promise<Duty> {
    return this.orderDuty.publish(request);
  }

  @Post('duties/:dutyId/orders')
  @RequirePermission('zero-report.return')
  @ApiOperation({ summary: 'Order a duty for a subtree, from a day on or for a time' })
  @ApiCreatedResponse({ description: 'The id of the order.' })
  order(@Param() { dutyId }: DutyParam, @Body() request: OrderDto): Promise<{ id: string }> {
    return this.orderDuty.order(dutyId, request);
  }

  @Post('duty-orders/:id/end')
  @HttpCode(204)
  @RequirePermission('zero-report.return')
  @ApiOperation({ summary: 'End an order: nothing more is opened under it' })
  @ApiNoContentResponse({ description: 'It is ended.' })
  end(@Param() { id }: IdParam): Promise<void> {
    return this.orderDuty.end(id);
  }

  @Get('duties/:dutyId/periods/:period/filings')
  @RequirePermission('zero-report.read')
  @ApiOperation({ summary: 'Who has filed for a period of a duty, who is late and who is missing' })
  @ApiOkResponse({ description: 'Counts of the whole subtree and one page of organisations.' })
  list(@Param() { dutyId, period }: DutyPeriodParam, @Query() query: FilingListQuery): Promise<object> {
    const { under, standing, limit = DEFAULT_PAGE_SIZE, cursor } = query;
    return this.listFilings.run(dutyId, readPeriod(period), { under, standing, limit, after: afterOf(cursor) });
  }

  @Get('duties/:dutyId/periods/:period/filings/:organisationCode')
  @RequirePermission('zero-report.read')
  @ApiOperation({ summary: 'One organisation’s filing for a period of a duty' })
  @ApiOkResponse({ description: 'The filing, with its version as ETag.' })
  find(@Param() param: DutyFilingParam, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    return this.exchange.find(keyOf(param), reply);
  }

  @Put('duties/:dutyId/periods/:period/filings/:organisationCode')
  @HttpCode(200)
  @RequirePermission('zero-report.draft')
  @ApiOperation({ summary: 'Fill in the form of a duty' })
  @ApiOkResponse({ description: 'The draft, with its version as ETag.' })
  draft(
    @Param() param: DutyFilingParam,
    @Body() draft: DraftDto,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.exchange.draft(keyOf(param), draft, precondition, reply);
  }

  @Post('duties/:dutyId/periods/:period/filings/:organisationCode/signature')
  @HttpCode(200)
  @RequirePermission('zero-report.draft')
  @Idempotent()
  @ApiOperation({ summary: 'Sign and file, as one of the posts that the duty names' })
  @ApiBody({ schema: { type: 'object' }, required: false, description: 'Nothing: what the draft says is signed.' })
  @ApiOkResponse({ description: 'The filed form with the hash of what was signed.' })
  sign(
    @Param() param: DutyFilingParam,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() body?: object,
  ): Promise<object> {
    return this.exchange.sign(keyOf(param), body, precondition, reply);
  }

  @Delete('duties/:dutyId/periods/:period/filings/:organisationCode/links')
  @HttpCode(200)
  @RequirePermission('zero-report.draft')
  @ApiOperation({ summary: 'Revoke the links by which letters let this be filed; the next reminder carries new ones' })
  @ApiOkResponse({ description: 'The filing; links that were sent answer 404 from now on.' })
  revokeLinks(
    @Param() param: DutyFilingParam,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.exchange.revokeLinks(keyOf(param), precondition, reply);
  }

  @Post('duties/:dutyId/periods/:period/filings/:organisationCode/return')
  @HttpCode(200)
  @RequirePermission('zero-report.return')
  @ApiOperation({ summary: 'Send a filed form back' })
  @ApiOkResponse({ description: 'The filing, owed again.' })
  return(
    @Param() param: DutyFilingParam,
    @Body() { reason }: ReasonDto,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.exchange.return(keyOf(param), reason, precondition, reply);
  }
}
