import { Injectable } from '@nestjs/common';
import { type RulePack } from '#hazards/grading/rule-pack.js';
import { validateRulePack } from '#hazards/grading/validate-rule-pack.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { type Precondition } from '#platform/http/etag.js';
import { type FieldError, Problem } from '#platform/http/problem.js';
import { type StoredPack, RulePackRepository } from '#store/policies/rule-pack.repository.js';
import { acting } from '#store/requests/acting.js';
import { RulePackAuthority } from './rule-pack-authority.js';

/** 起草规则包: a draft is well-formed from its first version on; whether it fits its base is for the validation to say. */
@Injectable()
export class DraftRulePack {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly packs: RulePackRepository,
    private readonly authority: RulePackAuthority,
  ) {}

  create(body: object): Promise<StoredPack> {
    const pack = packFrom(body);
    const { scope, actor } = acting();
    return this.transactions.run(scope, async (manager) => {
      const organisationId = await this.authority.jurisdictionOf(manager, pack);
      await this.authority.require(manager, organisationId, 'rule-pack.draft');
      const isNew = await this.packs.add(manager, pack, organisationId, actor.personId);
      if (!isNew)
        throw Problem.conflict(
          `A pack ${pack.id} exists already; PUT changes a draft, and another id makes a new one.`,
        );
      return (await this.packs.find(manager, pack.id)) as StoredPack;
    });
  }

  replace(id: string, body: object, precondition: Precondition): Promise<StoredPack> {
    const pack = packFrom(body);
    if (pack.id !== id) throw Problem.validation([{ pointer: '/id', message: `must be ${id}, as in the address` }]);
    const { scope, actor } = acting();
    return this.transactions.run(scope, async (manager) => {
      const stored = await this.packs.findDraft(manager, id);
      if (!stored) throw Problem.notFound();
      if (stored.status === 'published')
        throw Problem.conflict(`${id} is published and never changes; a correction is a new pack.`);
      await this.authority.require(manager, stored.organisationId, 'rule-pack.draft');
      precondition.require(stored.version);
      const organisationId = await this.authority.jurisdictionOf(manager, pack);
      await this.authority.require(manager, organisationId, 'rule-pack.draft');
      await this.packs.replace(manager, pack, organisationId, actor.personId);
      return (await this.packs.find(manager, id)) as StoredPack;
    });
  }
}

function packFrom(body: object): RulePack {
  const result = validateRulePack(body);
  if (!result.ok) throw Problem.validation(result.errors.map(pointed));
  return result.pack;
}

export const pointed = ({ path, message }: { path: string; message: string }): FieldError => ({
  pointer: path,
  message,
});
