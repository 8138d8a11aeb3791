import { Injectable } from '@nestjs/common';
import { permissionsOf } from '#hazards/directory/permissions.js';
import { Problem } from '#platform/http/problem.js';
import { CredentialRepository } from '#store/directory/credential.repository.js';
import { SessionRepository } from '#store/directory/session.repository.js';
import { type Me } from './me.dto.js';

@Injectable()
export class DescribeMe {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly credentials: CredentialRepository,
  ) {}

  async run(token: string): Promise<Me> {
    const session = await this.sessions.find(token);
    // It may have ended since the guard looked.
    if (!session) throw Problem.unauthenticated('This session has ended; sign in again.', 'invalid_token');
    const { personId: id, username, name, posts, expiresAt } = session;
    const credential = await this.credentials.of(username);
    return {
      person: { id, username, name },
      posts: posts.map(({ role, code, name: organisationName, delegated }) => ({
        role,
        organisationCode: code,
        organisationName,
        delegated,
      })),
      permissions: [...new Set(posts.flatMap(({ role }) => permissionsOf(role)))].sort(),
      mustChangePassword: credential?.kind === 'initial',
      expiresAt: expiresAt.toISOString(),
    };
  }
}
