import { Injectable } from '@nestjs/common';
import { type Actor } from '#platform/http/access.js';
import { Problem } from '#platform/http/problem.js';
import { DelegationRepository, type DelegationView } from '#store/directory/delegation.repository.js';
import { periodOf } from '../access/period.js';
import { reachOf } from '../access/reach-of.js';
import { mayDelegate } from './may-delegate.js';

export interface DelegationRequest {
  readonly toUsername: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

@Injectable()
export class DelegatePost {
  constructor(private readonly delegations: DelegationRepository) {}

  async run(
    actor: Actor,
    postId: string,
    { toUsername, reason, ...period }: DelegationRequest,
  ): Promise<DelegationView> {
    const wanted = { postId, toUsername, reason, ...periodOf(period) };
    const reach = reachOf(actor, 'delegation.manage');
    const answer = await this.delegations.delegate(reach, wanted, (post) => mayDelegate(actor, post));
    if (answer.kind === 'delegated') return answer.delegation;
    switch (answer.reason) {
      case 'unknown-post':
        throw Problem.notFound('No post has this id.');
      case 'not-allowed':
        throw Problem.forbidden('This post ranks above yours: its holder or somebody above has to delegate it.');
      case 'delegated-already':
        throw Problem.conflict('This post is delegated already for a part of that time.');
      case 'unknown-person':
      case 'holder-himself':
        throw Problem.unprocessable('The post cannot be delegated to this person.', [
          { pointer: '/toUsername', message: 'must be an active person in your subtree other than the holder' },
        ]);
    }
  }
}
