import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { RequirePermission } from '#platform/http/access.js';
import { etagOf, IfMatch, type Precondition } from '#platform/http/etag.js';
import { Idempotent } from '#platform/http/idempotency.js';
import { PageQuery } from '#platform/http/pages.js';
import { AcceptsBody } from '#platform/http/route-options.js';
import { currentActor } from '../access/current-actor.js';
import { sendPage } from '../access/send-page.js';
import { OrganisationsImported } from '../import/import.dto.js';
import { ImportOrganisations } from '../import/import-organisations.js';
import { ChangeOrganisation } from './change-organisation.js';
import { ListOrganisations } from './list-organisations.js';
import { OrganisationAnswer, OrganisationPage, OrganisationPatch, OrganisationQuery } from './organisation.dto.js';
import { OrganisationHistoryEntry, OrganisationHistoryPage } from './organisation-history.dto.js';
import { ReadOrganisationHistory } from './read-organisation-history.js';
import { ReadOrganisation } from './read-organisation.js';

@ApiTags('Organisations')
@Controller('v1/organisations')
export class OrganisationsController {
  constructor(
    private readonly importOrganisations: ImportOrganisations,
    private readonly listOrganisations: ListOrganisations,
    private readonly readOrganisation: ReadOrganisation,
    private readonly readOrganisationHistory: ReadOrganisationHistory,
    private readonly changeOrganisation: ChangeOrganisation,
  ) {}

  @RequirePermission('organisation.import')
  @Idempotent()
  @AcceptsBody('csv')
  @Post('import')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Import organisations from CSV',
    description:
      'Columns code,name,kind,parentCode,zone and, if wanted, boarding,validFrom,validTo; UTF-8 or GB18030. Kinds are ids or ' +
      'Chinese labels. An empty parentCode means the top of what you administer. A zone is looked up below the parent by code or ' +
      'name; a new name makes a zone, an unknown code is refused. A known code is updated. All lines or none; errors point to /lines/{line}/{column}.',
  })
  @ApiBody({
    schema: { type: 'string', format: 'binary' },
    examples: {
      district: {
        value:
          'code,name,kind,parentCode,zone\nD01,青槐区教育局,district-bureau,,\nZ01,东片区,zone,D01,\nS001,青槐区第一小学,primary-school,D01,Z01\n',
      },
    },
  })
  @ApiOkResponse({ type: OrganisationsImported, description: 'What the file has changed.' })
  import(@Body() file: Buffer): Promise<OrganisationsImported> {
    return this.importOrganisations.run(currentActor(), file);
  }

  @RequirePermission('organisation.read')
  @Get()
  @ApiOperation({ summary: 'Organisations that I may see, by code' })
  @ApiOkResponse({ type: OrganisationPage, description: 'A page; Link: rel="next" leads to the next one.' })
  async list(
    @Query() query: OrganisationQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrganisationPage> {
    const { items, next } = sendPage(request, reply, await this.listOrganisations.run(currentActor(), query));
    return { items: items.map((item) => OrganisationAnswer.from(item)), next };
  }

  @RequirePermission('organisation.read')
  @Get(':code')
  @ApiOperation({ summary: 'One organisation' })
  @ApiOkResponse({ type: OrganisationAnswer, description: 'The organisation, with its ETag.' })
  async read(
    @Param('code') code: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrganisationAnswer> {
    const found = await this.readOrganisation.run(currentActor(), code);
    void reply.header('ETag', etagOf(found.version));
    return OrganisationAnswer.from(found);
  }

  @RequirePermission('history.verify')
  @Get(':code/history')
  @ApiOperation({
    summary: 'Who changed what about an organisation, its posts, delegations and absences',
    description:
      'In order. Each entry carries its hash in the chain; reasons of absences and delegations are not in it.',
  })
  @ApiOkResponse({ type: OrganisationHistoryPage, description: 'A page; Link: rel="next" leads to the next one.' })
  async history(
    @Param('code') code: string,
    @Query() query: PageQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrganisationHistoryPage> {
    const page = await this.readOrganisationHistory.run(currentActor(), code, query);
    const { items, next } = sendPage(request, reply, page);
    return { items: items.map((item) => OrganisationHistoryEntry.from(item)), next };
  }

  @RequirePermission('organisation.import')
  @Patch(':code')
  @ApiOperation({
    summary: 'Rename, close or move an organisation',
    description: 'Whatever stands below it moves along.',
  })
  @ApiBody({
    type: OrganisationPatch,
    examples: {
      rename: { value: { name: '青槐区实验幼儿园' } },
      move: { value: { zone: 'Z02' } },
      close: { value: { validTo: '2027-09-01' } },
    },
  })
  @ApiOkResponse({ type: OrganisationAnswer, description: 'The organisation as it is now, with its ETag.' })
  async change(
    @Param('code') code: string,
    @Body() patch: OrganisationPatch,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrganisationAnswer> {
    const changed = await this.changeOrganisation.run(currentActor(), code, precondition, patch);
    void reply.header('ETag', etagOf(changed.version));
    return OrganisationAnswer.from(changed);
  }
}
