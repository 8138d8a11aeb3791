import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { RequirePermission } from '#platform/http/access.js';
import { Idempotent } from '#platform/http/idempotency.js';
import { nextLink, type Page } from '#platform/http/pages.js';
import { SchoolParam } from '../school-change.dto.js';
import { RoundDto, RoundQuery } from './inspection.dto.js';
import { RecordInspection } from './record-inspection.js';

/** 排查台账. */
@ApiTags('Zero reports')
@Controller('v1/schools/:organisationCode/inspections')
export class InspectionsController {
  constructor(private readonly inspections: RecordInspection) {}

  @Post()
  @RequirePermission('zero-report.draft')
  @Idempotent()
  @ApiOperation({
    summary: 'Write down a patrol, a round of the duty staff or a special inspection',
    description: 'Also one that found nothing. Its day and people stand in the form of the quarter’s zero report.',
  })
  @ApiCreatedResponse({ description: 'The id of the inspection.' })
  record(@Param() { organisationCode }: SchoolParam, @Body() round: RoundDto): Promise<{ id: string }> {
    return this.inspections.record(organisationCode, round);
  }

  @Get()
  @RequirePermission('zero-report.read')
  @ApiOperation({ summary: 'The inspections of a school, the newest first' })
  @ApiOkResponse({ description: 'A page; Link: rel="next" leads to the next one.' })
  async list(
    @Param() { organisationCode }: SchoolParam,
    @Query() query: RoundQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<object>> {
    const page = await this.inspections.list(organisationCode, query);
    const link = nextLink(request.url, page.next);
    if (link) void reply.header('Link', link);
    return page;
  }
}
