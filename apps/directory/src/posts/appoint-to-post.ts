import { Injectable } from '@nestjs/common';
import { type Role } from '#hazards/directory/role.js';
import { type Actor } from '#platform/http/access.js';
import { Problem } from '#platform/http/problem.js';
import { type HeldPostView, PostRepository } from '#store/directory/post.repository.js';
import { reachOf } from '../access/reach-of.js';
import { fitsLevel } from './fits-level.js';

export interface AppointmentRequest {
  readonly username?: string;
  readonly personId?: string;
  readonly role: Role;
  readonly from?: string;
}

@Injectable()
export class AppointToPost {
  constructor(private readonly posts: PostRepository) {}

  async run(actor: Actor, organisationCode: string, request: AppointmentRequest): Promise<HeldPostView> {
    const { role, from } = request;
    const appointment = {
      organisationCode,
      role,
      person: personIn(request),
      from: from === undefined ? undefined : new Date(from),
    };
    const answer = await this.posts.appoint(reachOf(actor, 'post.manage'), appointment, fitsLevel);
    if (answer.kind === 'appointed') return answer.post;
    switch (answer.reason) {
      case 'unknown-organisation':
        throw Problem.notFound('No organisation has this code.');
      case 'held-already':
        throw Problem.conflict('This person holds that post at this organisation already.');
      case 'unknown-person':
        throw Problem.unprocessable('Nobody among those you administer is called so.', [
          {
            pointer: request.username === undefined ? '/personId' : '/username',
            message: 'must be somebody you administer',
          },
        ]);
      case 'unfit-role':
        throw Problem.unprocessable('An organisation of this kind has no such post.', [
          { pointer: '/role', message: 'must be a role of the level of this organisation' },
        ]);
    }
  }
}

function personIn({ username, personId }: AppointmentRequest): { username: string } | { personId: string } {
  if (username !== undefined && personId === undefined) return { username };
  if (personId !== undefined && username === undefined) return { personId };
  throw Problem.validation([{ pointer: '/username', message: 'must be given, or personId instead, but not both' }]);
}
