import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { type FastifyReply } from 'fastify';
import { periodText, parsePeriod } from '#hazards/zero-report/duty-period.js';
import { type Quarter } from '#kernel/quarter.js';
import { RequirePermission } from '#platform/http/access.js';
import { IfMatch, Precondition } from '#platform/http/etag.js';
import { IsSafeText } from '#platform/http/field-rules.js';
import { Idempotent } from '#platform/http/idempotency.js';
import { BODY_TYPES } from '#platform/http/route-options.js';
import { type RollUpSpan } from '#store/zero-report/roll-up-reader.js';
import { FilingExchange, requireNothing } from './filing-exchange.js';
import { ReadRollUp } from './read-roll-up.js';
import { rollUpCsv, rollUpXlsx } from './roll-up-files.js';
import { quarterSpan, yearSpan } from './roll-up-span.js';
import { SignRollUp } from './sign-roll-up.js';
import { QuarterParam, SchoolQuarterParam, UnderQuery } from './zero-report.dto.js';

class YearParam {
  @Matches(/^[0-9]{4}$/, { message: 'must be a year such as 2026' })
  readonly year: string;
}

class PlaceYearParam extends YearParam {
  @IsSafeText({ max: 64 })
  readonly organisationCode: string;
}

const TYPES = ['application/json', BODY_TYPES.csv, BODY_TYPES.xlsx] as const;

/** 汇总: zone, district, city, province. */
@ApiTags('Roll-up')
@Controller('v1')
export class RollUpController {
  constructor(
    private readonly readRollUp: ReadRollUp,
    private readonly signRollUp: SignRollUp,
    private readonly exchange: FilingExchange,
  ) {}

  @Get('quarters/:quarter/roll-up')
  @RequirePermission('roll-up.read')
  @ApiProduces(...TYPES)
  @ApiOperation({ summary: 'The statistics of a quarter, cumulative from January, by the places directly below' })
  @ApiOkResponse({ description: 'JSON, CSV or XLSX, as Accept asks.' })
  async quarter(
    @Param() { quarter }: QuarterParam,
    @Query() { under }: UnderQuery,
    @Headers('accept') accept: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.send(quarterSpan(quarter as Quarter), under, accept, reply);
  }

  @Get('years/:year/roll-up')
  @RequirePermission('roll-up.read')
  @ApiProduces(...TYPES)
  @ApiOperation({ summary: 'The statistics of a year, by the places directly below' })
  @ApiOkResponse({ description: 'JSON, CSV or XLSX, as Accept asks.' })
  async year(
    @Param() { year }: YearParam,
    @Query() { under }: UnderQuery,
    @Headers('accept') accept: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.send(yearSpan(year), under, accept, reply);
  }

  @Post('quarters/:quarter/roll-up/:organisationCode/signature')
  @HttpCode(200)
  @RequirePermission('roll-up.read')
  @Idempotent()
  @ApiOperation({ summary: 'Sign the quarter’s figures of a zone, bureau or department, and pass them on' })
  @ApiBody({
    schema: { type: 'object' },
    required: false,
    description: 'Nothing: the figures of this moment are signed.',
  })
  @ApiOkResponse({ description: 'What was signed, with its hash.' })
  async signQuarter(
    @Param() { quarter, organisationCode }: SchoolQuarterParam,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() body?: object,
  ): Promise<object> {
    requireNothing(body);
    const signed = await this.signRollUp.run(quarterSpan(quarter as Quarter), organisationCode, precondition);
    return this.exchange.answer(signed, reply);
  }

  @Post('years/:year/roll-up/:organisationCode/signature')
  @HttpCode(200)
  @RequirePermission('roll-up.read')
  @Idempotent()
  @ApiOperation({ summary: 'Sign the year’s figures of a zone, bureau or department, and pass them on' })
  @ApiBody({
    schema: { type: 'object' },
    required: false,
    description: 'Nothing: the figures of this moment are signed.',
  })
  @ApiOkResponse({ description: 'What was signed, with its hash.' })
  async signYear(
    @Param() { year, organisationCode }: PlaceYearParam,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() body?: object,
  ): Promise<object> {
    requireNothing(body);
    return this.exchange.answer(await this.signRollUp.run(yearSpan(year), organisationCode, precondition), reply);
  }

  private async send(
    span: RollUpSpan,
    under: string | undefined,
    accept: string | undefined,
    reply: FastifyReply,
  ): Promise<void> {
    const rollUp = await this.readRollUp.run(span, under);
    const wanted = wantedType(accept);
    if (wanted === 'application/json') return void (await reply.send(rollUp));
    const cadence = span.dutyId === 'roll-up' ? 'quarter' : 'year';
    const period = parsePeriod(cadence, span.period);
    const title = `${rollUp.of.name}${period ? periodText(cadence, period) : ''}隐患排查治理统计汇总`;
    const name = `roll-up-${span.period}-${rollUp.of.code.replaceAll(/[^\w-]/g, '_')}`;
    const [extension, content] =
      wanted === BODY_TYPES.csv ? ['csv', rollUpCsv(rollUp)] : ['xlsx', await rollUpXlsx(rollUp, title)];
    void reply.header('Content-Type', wanted === BODY_TYPES.csv ? `${wanted}; charset=utf-8` : wanted);
    void reply.header('Content-Disposition', `attachment; filename="${name}.${extension}"`);
    await reply.send(content);
  }
}

/** The first type of the Accept header that can be given; JSON for everything else. */
function wantedType(accept = ''): (typeof TYPES)[number] {
  const asked = accept.split(',').map((part) => part.split(';')[0]?.trim().toLowerCase());
  return (
    asked.map((type) => TYPES.find((one) => one === type)).find((type) => type !== undefined) ?? 'application/json'
  );
}
