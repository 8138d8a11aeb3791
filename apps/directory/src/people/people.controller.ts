import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { RequirePermission } from '#platform/http/access.js';
import { etagOf, IfMatch, type Precondition } from '#platform/http/etag.js';
import { AcceptsBody } from '#platform/http/route-options.js';
import { currentActor } from '../access/current-actor.js';
import { requireId } from '../access/require-id.js';
import { sendPage } from '../access/send-page.js';
import { InitialCredentialAnswer, PeopleImported } from '../import/import.dto.js';
import { ImportPeople } from '../import/import-people.js';
import { ChangePerson } from './change-person.js';
import { ListPeople } from './list-people.js';
import { PersonAnswer, PersonPage, PersonPatch, PersonQuery } from './person.dto.js';
import { ReadPerson } from './read-person.js';
import { ResetPassword } from './reset-password.js';
import { showsContact } from './shows-contact.js';

@ApiTags('People')
@Controller('v1/people')
export class PeopleController {
  constructor(
    private readonly importPeople: ImportPeople,
    private readonly listPeople: ListPeople,
    private readonly readPerson: ReadPerson,
    private readonly changePerson: ChangePerson,
    private readonly resetPassword: ResetPassword,
  ) {}

  // Not idempotent by key: the answer holds passwords, which must not be kept for a repetition. A repeated import changes nothing.
  @RequirePermission('people.import')
  @AcceptsBody('csv')
  @Post('import')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Import people and their posts from CSV',
    description:
      'Columns username,name,phone,email,post,organisationCode and, if wanted, password; UTF-8 or GB18030. Posts are role ids or ' +
      'Chinese labels. Somebody with several posts has several lines. Whoever is known already keeps everything and gets the ' +
      'posts. All lines or none; errors point to /lines/{line}/{column}.',
  })
  @ApiBody({
    schema: { type: 'string', format: 'binary' },
    examples: {
      school: {
        value:
          'username,name,phone,email,post,organisationCode\ns001.principal,陈秋实,13800000001,chen@s001.example,principal,S001\n' +
          's001.logistics,赵军,13800000002,,总务主任,S001\n',
      },
    },
  })
  @ApiOkResponse({ type: PeopleImported, description: 'What the file has changed, and the new initial passwords.' })
  async import(@Body() file: Buffer): Promise<PeopleImported> {
    const imported = await this.importPeople.run(currentActor(), file);
    return { ...imported, credentials: [...imported.credentials] };
  }

  @RequirePermission('organisation.read')
  @Get()
  @ApiOperation({ summary: 'People whom I may see, by user name' })
  @ApiOkResponse({ type: PersonPage, description: 'A page; Link: rel="next" leads to the next one.' })
  async list(
    @Query() query: PersonQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PersonPage> {
    const actor = currentActor();
    const { items, next } = sendPage(request, reply, await this.listPeople.run(actor, query));
    const isShown = showsContact(actor);
    return { items: items.map((person) => PersonAnswer.from(person, isShown(person))), next };
  }

  @RequirePermission('organisation.read')
  @Get(':id')
  @ApiOperation({ summary: 'One person' })
  @ApiOkResponse({ type: PersonAnswer, description: 'The person, with the ETag.' })
  async read(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<PersonAnswer> {
    const actor = currentActor();
    const person = await this.readPerson.run(actor, requireId(id));
    void reply.header('ETag', etagOf(person.version));
    return PersonAnswer.from(person, showsContact(actor)(person));
  }

  @RequirePermission('people.import')
  @Patch(':id')
  @ApiOperation({ summary: 'Change particulars, disable or enable' })
  @ApiBody({
    type: PersonPatch,
    examples: { leave: { value: { disabled: true } }, phone: { value: { phone: '13800000000' } } },
  })
  @ApiOkResponse({ type: PersonAnswer, description: 'The person as it is now, with the ETag.' })
  async change(
    @Param('id') id: string,
    @Body() patch: PersonPatch,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PersonAnswer> {
    const actor = currentActor();
    const person = await this.changePerson.run(actor, requireId(id), precondition, patch);
    void reply.header('ETag', etagOf(person.version));
    return PersonAnswer.from(person, showsContact(actor)(person));
  }

  @RequirePermission('people.import')
  @Post(':id/password-reset')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give a new initial password', description: 'Ends all sessions of that person.' })
  @ApiOkResponse({ type: InitialCredentialAnswer, description: 'The new password, shown this once.' })
  reset(@Param('id') id: string): Promise<InitialCredentialAnswer> {
    return this.resetPassword.run(currentActor(), requireId(id));
  }
}
