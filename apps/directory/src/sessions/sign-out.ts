import { Injectable } from '@nestjs/common';
import { SessionRepository } from '#store/directory/session.repository.js';

@Injectable()
export class SignOut {
  constructor(private readonly sessions: SessionRepository) {}

  run(token: string): Promise<void> {
    return this.sessions.close(token);
  }
}
