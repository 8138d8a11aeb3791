import { Injectable } from '@nestjs/common';
import { newId } from '#kernel/ids.js';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { type CredentialKind } from './credential.repository.js';
import { lockFirstStart } from './import-lock.js';

export interface FirstAdministrator {
  readonly username: string;
  readonly kind: CredentialKind;
  readonly hash: string;
}

export const ROOT_CODE = 'ROOT';
const ROOT_NAME = '全国';

/** The one writer that nobody signed in for: at a first start there is nobody yet. */
@Injectable()
export class FirstAdministratorRepository {
  constructor(private readonly transactions: ApiTransactions) {}

  exists(): Promise<boolean> {
    return this.transactions.run(WHOLE_WORLD, async (manager) => (await manager.query<unknown[]>(ANY)).length > 0);
  }

  /** False when there is an administrator already, be it since a moment ago by another process. */
  create({ username, kind, hash }: FirstAdministrator): Promise<boolean> {
    return this.transactions.run(WHOLE_WORLD, async (manager) => {
      await lockFirstStart(manager);
      if ((await manager.query<unknown[]>(ANY)).length > 0) return false;
      await manager.query(
        `insert into app.organisation (code, name, kind, path) select $1, $2, 'ministry', '{}'
         where not exists (select from app.organisation)`,
        [ROOT_CODE, ROOT_NAME],
      );
      const id = newId();
      await manager.query(
        `with top as (select id from app.organisation where parent_id is null order by id limit 1)
         insert into app.person (id, username, name, organisation_id, path) select $1, $2, '系统管理员', id, '{}' from top`,
        [id, username],
      );
      await manager.query(
        `insert into app.post (id, organisation_id, path, role, person_id, valid_from)
         select $1, organisation_id, '{}', 'administrator', id, '2000-01-01' from app.person where id = $2`,
        [newId(), id],
      );
      await manager.query('select app.set_credentials(array[$1::uuid], $2, array[$3])', [id, kind, hash]);
      return true;
    });
  }
}

const ANY = `select from app.post where role = 'administrator' limit 1`;
