import { Injectable } from '@nestjs/common';
import { type Actor } from '#platform/http/access.js';
import { decodeCursor, DEFAULT_PAGE_SIZE, type Page, pageOf } from '#platform/http/pages.js';
import { Problem } from '#platform/http/problem.js';
import { type Organisation, OrganisationRepository } from '#store/directory/organisation.repository.js';
import { reachOf } from '../access/reach-of.js';

const LIST = 'organisations';

export interface OrganisationListRequest {
  readonly under?: string;
  readonly kind?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

@Injectable()
export class ListOrganisations {
  constructor(private readonly organisations: OrganisationRepository) {}

  async run(actor: Actor, request: OrganisationListRequest): Promise<Page<Organisation>> {
    const { under, kind, limit = DEFAULT_PAGE_SIZE, cursor } = request;
    const reach = reachOf(actor, 'organisation.read');
    const after = cursor === undefined ? undefined : String(decodeCursor(LIST, ['string'], cursor)[0]);
    const top = under === undefined ? undefined : await this.organisations.find(reach, under);
    if (under !== undefined && !top) throw Problem.notFound('No organisation has this code.');
    const rows = await this.organisations.list(reach, { under: top?.id, kind, after, most: limit + 1 });
    return pageOf(LIST, rows, limit, ({ code }) => [code]);
  }
}
