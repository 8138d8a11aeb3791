import { Injectable } from '@nestjs/common';
import { type Actor } from '#platform/http/access.js';
import { Problem } from '#platform/http/problem.js';
import { DelegationRepository } from '#store/directory/delegation.repository.js';
import { reachOf } from '../access/reach-of.js';

/** Takes a delegated post back before its time. */
@Injectable()
export class EndDelegation {
  constructor(private readonly delegations: DelegationRepository) {}

  async run(actor: Actor, id: string): Promise<void> {
    const isEnded = await this.delegations.end(reachOf(actor, 'delegation.manage'), id);
    if (!isEnded) throw Problem.notFound('No delegation has this id.');
  }
}
