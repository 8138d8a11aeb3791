import { Injectable } from '@nestjs/common';
import { type Actor } from '#platform/http/access.js';
import { Problem } from '#platform/http/problem.js';
import { type Organisation, OrganisationRepository } from '#store/directory/organisation.repository.js';
import { reachOf } from '../access/reach-of.js';

@Injectable()
export class ReadOrganisation {
  constructor(private readonly organisations: OrganisationRepository) {}

  async run(actor: Actor, code: string): Promise<Organisation> {
    const found = await this.organisations.find(reachOf(actor, 'organisation.read'), code);
    if (!found) throw Problem.notFound('No organisation has this code.');
    return found;
  }
}
