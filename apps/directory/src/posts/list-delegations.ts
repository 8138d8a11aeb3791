import { Injectable } from '@nestjs/common';
import { type Actor } from '#platform/http/access.js';
import { Problem } from '#platform/http/problem.js';
import { DelegationRepository, type DelegationView } from '#store/directory/delegation.repository.js';
import { reachOf } from '../access/reach-of.js';

@Injectable()
export class ListDelegations {
  constructor(private readonly delegations: DelegationRepository) {}

  /** Of one post, those that run now or later. */
  async run(actor: Actor, postId: string): Promise<DelegationView[]> {
    const found = await this.delegations.of(reachOf(actor, 'organisation.read'), postId);
    if (!found) throw Problem.notFound('No post has this id.');
    return found;
  }
}
