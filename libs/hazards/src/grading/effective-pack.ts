import { type CivilDate } from '#kernel/civil-date.js';
import {
  type CombinedGroup,
  type Exclusion,
  type ExternalCauseRule,
  type GradingRule,
  type LegalDocument,
  type RetiredRule,
} from './rule-pack.js';

/** What an overlay changed, for the list that a safety office reads; a loosening is marked. */
export interface PackChange {
  pack: string;
  target: string;
  what: 'added' | 'tightened' | 'switched' | 'threshold';
  from?: string;
  to?: string;
  loosens: boolean;
  reason?: string;
}

export interface EffectiveRule extends GradingRule {
  definedBy: string;
  amendedBy?: { pack: string; reason: string }[];
}

/** The rules in force on one day, base and overlays in one; plain data, kept whole with the decisions it made. */
export interface EffectivePack {
  version: string;
  day: CivilDate;
  packs: string[];
  documents: Record<string, LegalDocument>;
  rules: Record<string, EffectiveRule>;
  notInForce: { id: string; validFrom: CivilDate; validTo?: CivilDate }[];
  retired: RetiredRule[];
  combined: CombinedGroup[];
  exclusions: Exclusion[];
  externalCause: ExternalCauseRule;
  changes: PackChange[];
}
