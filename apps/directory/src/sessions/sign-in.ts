import { Injectable, type OnModuleInit } from '@nestjs/common';
import { newSecret } from '#kernel/ids.js';
import { Problem } from '#platform/http/problem.js';
import { addressKey, RateLimiter } from '#platform/http/rate-limit.js';
import { CredentialRepository } from '#store/directory/credential.repository.js';
import { SessionRepository } from '#store/directory/session.repository.js';
import { passwordMatches, warmPasswords } from './password-hash.js';

/** Counted per account and address, so that guessing elsewhere does not lock the owner out; then one try a minute. */
const TRIES_PER_ACCOUNT = { capacity: 5, refillSeconds: 60 };
/** A whole bureau may stand behind one address; its morning must fit in. */
const TRIES_PER_ADDRESS = { capacity: 200, refillSeconds: 1 };

export interface SignInRequest {
  readonly username: string;
  readonly password: string;
  /** IP address of the caller. */
  readonly address: string;
}

@Injectable()
export class SignIn implements OnModuleInit {
  constructor(
    private readonly credentials: CredentialRepository,
    private readonly sessions: SessionRepository,
    private readonly limiter: RateLimiter,
  ) {}

  async onModuleInit(): Promise<void> {
    await warmPasswords();
  }

  /** Throws 429 before anything is looked up, and one and the same 401 for every other reason. */
  async run({ username, password, address }: SignInRequest): Promise<{ token: string; expiresAt: Date }> {
    const place = addressKey(address);
    const account = `sign-in|${place}|${username.toLowerCase()}`;
    this.limiter.require(`sign-in|${place}`, TRIES_PER_ADDRESS);
    this.limiter.require(account, TRIES_PER_ACCOUNT);

    const credential = await this.credentials.of(username);
    const matches = await passwordMatches(credential?.hash, password);
    if (!credential || !matches) throw Problem.unauthenticated('User name or password is wrong.');

    this.limiter.reset(account);
    const token = newSecret(32);
    return { token, expiresAt: await this.sessions.open(token, credential.personId) };
  }
}
