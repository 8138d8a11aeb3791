import { Injectable } from '@nestjs/common';
import { type Actor } from '#platform/http/access.js';
import { decodeCursor, DEFAULT_PAGE_SIZE, type Page, pageOf } from '#platform/http/pages.js';
import { Problem } from '#platform/http/problem.js';
import { OrganisationRepository } from '#store/directory/organisation.repository.js';
import { type Person, PersonRepository } from '#store/directory/person.repository.js';
import { reachOf } from '../access/reach-of.js';

const LIST = 'people';

@Injectable()
export class ListPeople {
  constructor(
    private readonly organisations: OrganisationRepository,
    private readonly people: PersonRepository,
  ) {}

  async run(actor: Actor, request: { under?: string; limit?: number; cursor?: string }): Promise<Page<Person>> {
    const { under, limit = DEFAULT_PAGE_SIZE, cursor } = request;
    const reach = reachOf(actor, 'organisation.read');
    const after = cursor === undefined ? undefined : String(decodeCursor(LIST, ['string'], cursor)[0]);
    const top = under === undefined ? undefined : await this.organisations.find(reach, under);
    if (under !== undefined && !top) throw Problem.notFound('No organisation has this code.');
    const rows = await this.people.list(reach, { under: top?.id, after, most: limit + 1 });
    return pageOf(LIST, rows, limit, ({ username }) => [username.toLowerCase()]);
  }
}
