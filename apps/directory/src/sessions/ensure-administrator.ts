import { Injectable } from '@nestjs/common';
import { FirstAdministratorRepository } from '#store/directory/first-administrator.repository.js';
import { hashInitialPassword, hashPassword, newInitialPassword } from './password-hash.js';
import { faultOfPassword } from './password-rules.js';

export type FirstStart =
  | { readonly kind: 'existed' }
  | {
      readonly kind: 'created';
      readonly username: string;
      /** Only when it was generated; nobody can learn it later, so the caller shows it once. */
      readonly password?: string;
    };

const USERNAME = 'admin';

/** Gives a fresh system its first administrator, at the root organisation. Several processes may do so at once. */
@Injectable()
export class EnsureAdministrator {
  constructor(private readonly administrators: FirstAdministratorRepository) {}

  /** `chosen` is ADMIN_PASSWORD; without it a password is generated. Throws when it is one that anybody would guess. */
  async run(chosen?: string): Promise<FirstStart> {
    if (await this.administrators.exists()) return { kind: 'existed' };
    const fault = chosen === undefined ? undefined : faultOfPassword(chosen, USERNAME);
    if (fault) throw new Error(`ADMIN_PASSWORD ${fault}`);
    const password = chosen ?? newInitialPassword();
    const credential =
      chosen === undefined
        ? { kind: 'initial' as const, hash: hashInitialPassword(password) }
        : { kind: 'password' as const, hash: await hashPassword(password) };
    const isMine = await this.administrators.create({ username: USERNAME, ...credential });
    if (!isMine) return { kind: 'existed' };
    return { kind: 'created', username: USERNAME, password: chosen === undefined ? password : undefined };
  }
}
