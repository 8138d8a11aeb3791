import { Injectable } from '@nestjs/common';
import { permissionsOf } from '#hazards/directory/permissions.js';
import { type Actor, SessionVerifier } from '#platform/http/access.js';
import { SessionRepository } from './session.repository.js';

/**
 * Rights as the posts give them at this moment. The subtree is that of each post's organisation; an office that stands beside
 * the tree, such as a government's safety office, sees its own and, through row-level security, the hazards shared with it.
 */
@Injectable()
export class StoredSessionVerifier extends SessionVerifier {
  constructor(private readonly sessions: SessionRepository) {
    super();
  }

  async verify(token: string): Promise<Actor | undefined> {
    const session = await this.sessions.find(token);
    if (!session) return undefined;
    const { personId, username, posts } = session;
    return {
      personId,
      username,
      posts: posts.map(({ role, organisationId, code }) => ({
        role,
        organisationId,
        code,
        permissions: new Set<string>(permissionsOf(role)),
      })),
      permissions: new Set(posts.flatMap(({ role }) => permissionsOf(role))),
      scope: [...new Set(posts.map(({ organisationId }) => organisationId))],
    };
  }
}
