import { Injectable } from '@nestjs/common';
import { type Actor } from '#platform/http/access.js';
import { Problem } from '#platform/http/problem.js';
import { RateLimiter } from '#platform/http/rate-limit.js';
import { CredentialRepository } from '#store/directory/credential.repository.js';
import { SessionRepository } from '#store/directory/session.repository.js';
import { hashPassword, passwordMatches } from './password-hash.js';
import { faultOfPassword } from './password-rules.js';

/** Whoever has found a signed-in screen must not be able to guess the password behind it. */
const TRIES = { capacity: 5, refillSeconds: 60 };

@Injectable()
export class ChangePassword {
  constructor(
    private readonly credentials: CredentialRepository,
    private readonly sessions: SessionRepository,
    private readonly limiter: RateLimiter,
  ) {}

  /** Ends the person's other sessions; the one behind `token` goes on. */
  async run(actor: Actor, token: string, passwords: { currentPassword: string; newPassword: string }): Promise<void> {
    const { currentPassword, newPassword } = passwords;
    const posts = (await this.sessions.find(token))?.posts ?? [];
    const fault = faultOfPassword(
      newPassword,
      actor.username,
      posts.map(({ name }) => name),
    );
    if (fault) throw Problem.validation([{ pointer: '/newPassword', message: fault }]);

    const tries = `password|${actor.personId}`;
    this.limiter.require(tries, TRIES);
    const credential = await this.credentials.of(actor.username);
    if (!(await passwordMatches(credential?.hash, currentPassword))) {
      const message = 'must be the password that holds now';
      throw Problem.unprocessable('The current password is wrong.', [{ pointer: '/currentPassword', message }]);
    }
    if (await passwordMatches(credential?.hash, newPassword)) {
      const message = 'must be another password than the current one';
      throw Problem.validation([{ pointer: '/newPassword', message }]);
    }
    this.limiter.reset(tries);
    await this.credentials.setPassword(actor.personId, await hashPassword(newPassword));
    await this.sessions.closeAll(actor.personId, token);
  }
}
