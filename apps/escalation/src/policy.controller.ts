import { Body, Controller, Get, Headers, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { type CalendarYear } from '#kernel/business-calendar.js';
import { validateCalendarYear } from '#kernel/validate-calendar-year.js';
import { type EscalationPolicy } from '#hazards/escalation/escalation-policy.js';
import { validateEscalationPolicy } from '#hazards/escalation/validate-escalation-policy.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { RequirePermission } from '#platform/http/access.js';
import { Problem } from '#platform/http/problem.js';
import { acting } from '#store/requests/acting.js';
import { LoadCalendarYear } from './load-calendar-year.js';

class YearParam {
  @Type(() => Number)
  @IsInt({ message: 'must be a year from 2000 to 2100' })
  @Min(2000, { message: 'must be a year from 2000 to 2100' })
  @Max(2100, { message: 'must be a year from 2000 to 2100' })
  readonly year: number;
}

const pointed = (errors: readonly { path: string; message: string }[]): Problem =>
  Problem.validation(errors.map(({ path, message }) => ({ pointer: path, message })));

const SHORT_POLICY = {
  id: 'escalation-rectify',
  version: '2027.1',
  kind: 'rectify',
  legalBasis: { zh: '青槐区教育局隐患整改督办办法', en: 'Rules of the bureau on rectification', textVerified: true },
  steps: [
    {
      id: 'created',
      at: { anchor: 'start', offset: 'PT0S' },
      rank: 0,
      to: [{ party: 'owner' }],
      severity: 'reminder',
      label: { zh: '隐患已派发', en: 'hazard assigned' },
    },
  ],
};

/** Versioned policy data: escalation policies and the calendar of holidays. */
@ApiTags('Policies')
@Controller('v1')
export class PolicyController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly loadCalendarYear: LoadCalendarYear,
  ) {}

  @Get('escalation-policies')
  @RequirePermission('policy.read')
  @ApiOperation({ summary: 'Escalation policies, all versions, newest first' })
  @ApiOkResponse({ description: 'The policies with their steps and legal basis.' })
  async policies(): Promise<{ items: EscalationPolicy[] }> {
    const rows = await this.transactions.run(acting().scope, (manager) =>
      manager.query<{ definition: EscalationPolicy }[]>(
        'select definition from app.escalation_policy order by kind, published_at desc, version desc',
      ),
    );
    return { items: rows.map((row) => row.definition) };
  }

  @Post('escalation-policies')
  @RequirePermission('policy.publish')
  @ApiOperation({ summary: 'Publish a version of an escalation policy; open cases keep the one they started with' })
  @ApiBody({
    schema: { type: 'object' },
    description: 'The policy, as GET shows it, with a version of its own.',
    examples: { short: { value: SHORT_POLICY } },
  })
  @ApiCreatedResponse({ description: 'The published policy.' })
  async publish(@Body() body: object): Promise<EscalationPolicy> {
    const result = validateEscalationPolicy(body);
    if (!result.ok) throw pointed(result.errors);
    const { actor, scope } = acting();
    const { policy } = result;
    await this.transactions.run(scope, async (manager) => {
      const known: unknown[] = await manager.query(
        'select 1 from app.escalation_policy where id = $1 and version = $2',
        [policy.id, policy.version],
      );
      if (known.length > 0)
        throw Problem.conflict(`Version ${policy.version} is published and never changes; choose another version.`);
      await manager.query(
        `insert into app.escalation_policy (id, version, kind, definition, published_at, published_by)
         values ($1, $2, $3, $4, app.now(), $5)`,
        [policy.id, policy.version, policy.kind, JSON.stringify(policy), actor.personId],
      );
    });
    return policy;
  }

  @Get('calendars/:year')
  @RequirePermission('calendar.read')
  @ApiOperation({ summary: 'The holidays and make-up working days of a year' })
  @ApiOkResponse({ description: 'The year, published or provisional.' })
  async calendar(@Param() { year }: YearParam): Promise<CalendarYear> {
    const [row] = await this.transactions.run(acting().scope, (manager) =>
      manager.query<{ definition: CalendarYear }[]>('select definition from app.calendar_year where year = $1', [year]),
    );
    if (!row) throw Problem.notFound(`No calendar of ${year} is loaded; its deadlines are provisional.`);
    return row.definition;
  }

  @Put('calendars/:year')
  @HttpCode(200)
  @RequirePermission('calendar.publish')
  @ApiOperation({ summary: 'Load the calendar of a year; due dates that rest on it are counted again' })
  @ApiBody({
    schema: { type: 'object' },
    description: 'year, status, source, daysOff and makeUpWorkdays.',
    examples: {
      awaited: {
        value: { year: 2031, status: 'provisional', source: '待国务院办公厅通知', daysOff: [], makeUpWorkdays: [] },
      },
    },
  })
  @ApiOkResponse({ description: 'How many due dates were looked at and how many moved.' })
  async load(
    @Param() { year }: YearParam,
    @Body() body: object,
    @Headers('if-match') _ifMatch?: string,
  ): Promise<object> {
    const result = validateCalendarYear(body);
    if (!result.ok) throw pointed(result.errors);
    if (result.year.year !== year)
      throw Problem.validation([{ pointer: '/year', message: `must be ${year}, as in the address` }]);
    return this.loadCalendarYear.run(result.year);
  }
}
