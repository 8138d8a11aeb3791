import { Injectable } from '@nestjs/common';
import { type EffectivePack } from '#hazards/grading/effective-pack.js';
import { type Scope } from '#platform/database/scope.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { RulePackLibrary } from '../policies/rule-pack-library.js';

/** What many reports are judged by: the database's clock, and the rules where each school stands. */
export interface Ground {
  readonly now: Date;
  /** undefined for a code that is unknown or outside of the scope. */
  readonly packFor: (organisationCode: string) => EffectivePack | undefined;
}

@Injectable()
export class ReportGround {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly packs: RulePackLibrary,
  ) {}

  run(scope: Scope, codes: readonly string[]): Promise<Ground> {
    return this.transactions.run(scope, async (manager) => {
      const rows: { code: string; path: number[]; now: Date }[] = await manager.query(
        `select o.code, o.path, n.now from (select app.now() as now) n
         left join app.organisation o on o.code = any($1)`,
        [codes],
      );
      const [first] = rows;
      if (!first) throw new Error('the database tells no time');
      const paths = new Map(rows.map(({ code, path }) => [code, path]));
      const rules = await this.packs.current(manager);
      const packFor = (code: string): EffectivePack | undefined => {
        const path = paths.get(code);
        return path && rules.packFor(path, first.now);
      };
      return { now: first.now, packFor };
    });
  }
}
