import { type EventType } from '#contracts/routes.js';
import { type ObligationKind } from '#hazards/escalation/obligation-kind.js';
import { type Notice } from '#hazards/escalation/notice.js';
import { type ObligationChange } from '#hazards/escalation/decide-obligation-change.js';
import { type Hazard, type JsonObject } from '#hazards/lifecycle/hazard.js';
import { type NewObligation } from '../obligations/new-obligation.js';

/** A change of one of the hazard's obligations, committed together with the hazard. */
export type ObligationOrder =
  | { readonly order: 'open'; readonly obligation: NewObligation }
  | {
      readonly order: 'change';
      readonly kind: ObligationKind;
      readonly change: ObligationChange;
      /** Of what is owed beside the hazard's own obligations, such as one of its look-backs. */
      readonly subjectId?: string;
    };

/** What a decision makes of a hazard. Everything in it commits together, or nothing does. */
export interface HazardChange {
  /** Name of the outcome, for logs and metrics. */
  readonly outcome: string;
  readonly set: Partial<Omit<Hazard, 'id' | 'number' | 'organisationId' | 'districtId' | 'version'>>;
  /** What the history will say, in order. */
  readonly events: readonly { readonly type: string; readonly data: JsonObject }[];
  /** What other stages are told. */
  readonly tell?: readonly EventType[];
  readonly obligations?: readonly ObligationOrder[];
  /** What the people of one of its obligations hear at once. */
  readonly announce?: { readonly kind: ObligationKind; readonly notice: Notice };
}

/** A decision that leaves the hazard as it is. */
export interface NoChange {
  readonly outcome: string;
  readonly set?: undefined;
}

export type HazardDecision = HazardChange | NoChange;
