import { Injectable } from '@nestjs/common';
import { type Actor } from '#platform/http/access.js';
import { decodeCursor, DEFAULT_PAGE_SIZE, type Page, pageOf, type PageQuery } from '#platform/http/pages.js';
import { Problem } from '#platform/http/problem.js';
import { type OrganisationEvent, OrganisationHistory } from '#store/directory/organisation-history.js';
import { reachOf } from '../access/reach-of.js';

const LIST = 'organisation-history';

/** Who gave whom which post, and who changed the organisation: the entries of its chain, in order. */
@Injectable()
export class ReadOrganisationHistory {
  constructor(private readonly histories: OrganisationHistory) {}

  async run(
    actor: Actor,
    code: string,
    { limit = DEFAULT_PAGE_SIZE, cursor }: PageQuery,
  ): Promise<Page<OrganisationEvent>> {
    const after = cursor === undefined ? 0 : Number(decodeCursor(LIST, ['number'], cursor)[0]);
    const rows = await this.histories.of(reachOf(actor, 'history.verify'), code, after, limit + 1);
    if (!rows) throw Problem.notFound('No organisation has this code.');
    return pageOf(LIST, rows, limit, ({ seq }) => [seq]);
  }
}
