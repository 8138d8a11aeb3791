import { type ObligationEffect } from '#hazards/rectification/rectification-case.js';
import { type ObligationOrder } from '#store/hazards/hazard-change.js';

/**
 * What a step of the closed loop does to the hazard's obligations, as orders of its change. The verifier's obligation is opened
 * by the escalation stage when it hears of the submission, because only that stage counts the term.
 */
export function ordersOf(effects: readonly ObligationEffect[]): ObligationOrder[] {
  return effects.flatMap((effect): ObligationOrder[] => {
    const kind = effect.obligation;
    switch (effect.change) {
      case 'open':
        return [];
      case 'cancel':
        return [{ order: 'change', kind, change: { kind: 'cancel' } }];
      case 'meet':
        return [{ order: 'change', kind, change: { kind: 'meet', asOf: effect.asOf } }];
      case 'pause':
      case 'resume':
        return [{ order: 'change', kind, change: { kind: effect.change, reason: effect.reason } }];
    }
  });
}
