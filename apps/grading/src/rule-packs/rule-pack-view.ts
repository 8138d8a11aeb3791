import { type RulePack } from '#hazards/grading/rule-pack.js';
import { isoAt } from '#store/hazards/iso-at.js';
import { type StoredPack } from '#store/policies/rule-pack.repository.js';

/** A rule pack in a list. */
export interface RulePackSummary {
  readonly id: string;
  readonly title: string;
  readonly titleEn: string;
  readonly kind: string;
  readonly level: string;
  readonly status: string;
  readonly version: number;
  /** Code of the organisation whose schools it governs; null for the whole country. */
  readonly organisationCode: string | null;
  readonly validFrom: string;
  readonly validTo: string | null;
  /** How many rules it states or amends. */
  readonly rules: number;
  readonly draftedAt: string;
  readonly publishedAt: string | null;
}

export type RulePackView = RulePackSummary & { readonly definition: RulePack };

export function summaryOf(pack: StoredPack): RulePackSummary {
  const { definition } = pack;
  const { kind, title, titleEn, level, validFrom, validTo } = definition;
  const rules =
    kind === 'base'
      ? definition.rules.length
      : definition.add.length + definition.tighten.length + definition.switch.length;
  return {
    id: pack.id,
    title,
    titleEn,
    kind,
    level,
    status: pack.status,
    version: pack.version,
    organisationCode: pack.organisationCode,
    validFrom,
    validTo: validTo ?? null,
    rules,
    draftedAt: isoAt(pack.draftedAt),
    publishedAt: pack.publishedAt && isoAt(pack.publishedAt),
  };
}

export const packViewOf = (pack: StoredPack): RulePackView => ({ ...summaryOf(pack), definition: pack.definition });
