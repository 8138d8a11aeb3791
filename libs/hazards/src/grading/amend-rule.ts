import { PRIORITIES } from '../deadlines/priority.js';
import { type Contradiction, ruleContradictions } from './rule-contradictions.js';
import { type EffectiveRule, type PackChange } from './effective-pack.js';
import { compareClasses, type RuleAmendment } from './rule-pack.js';

export type AmendmentKind = 'tighten' | 'switch';

/** The rule as an overlay wants it, what that changes, and what speaks against it. */
export function amendRule(
  before: EffectiveRule,
  entry: RuleAmendment,
  kind: AmendmentKind,
  overlayId: string,
): { after: EffectiveRule; change: PackChange; contradictions: Contradiction[] } {
  const after = amended(before, entry, overlayId);
  const own = kind === 'tighten' ? [...loosenings(before, entry), ...idleTightening(entry)] : idleSwitch(before, entry);
  const change: PackChange = {
    pack: overlayId,
    target: before.id,
    what: kind === 'tighten' ? 'tightened' : 'switched',
    from: gravity(before),
    to: gravity(after),
    loosens: compareClasses(after.class, before.class) < 0 || (isMajorAlone(before) && !isMajorAlone(after)),
    reason: entry.reason,
  };
  return { after, change, contradictions: [...own, ...ruleContradictions(after)] };
}

function amended(before: EffectiveRule, entry: RuleAmendment, overlayId: string): EffectiveRule {
  const newClass = entry.class ?? before.class;
  const confirmable = compareClasses(newClass, 'direct-unverified') >= 0;
  return {
    ...before,
    class: newClass,
    // Degrees that the new class overtakes or undercuts fall away with it.
    repeatClass:
      before.repeatClass && compareClasses(before.repeatClass, newClass) > 0 ? before.repeatClass : undefined,
    elsewhere: before.elsewhere && compareClasses(before.elsewhere, newClass) < 0 ? before.elsewhere : undefined,
    defaultPriority: entry.defaultPriority ?? before.defaultPriority,
    interimMeasures: [...new Set([...before.interimMeasures, ...(entry.interimMeasures ?? [])])],
    needsConfirmation: entry.needsConfirmation ?? (confirmable ? before.needsConfirmation : undefined),
    citation: entry.citation ?? before.citation,
    textVerified: entry.textVerified ?? before.textVerified,
    source: entry.source ?? before.source,
    amendedBy: [...(before.amendedBy ?? []), { pack: overlayId, reason: entry.reason }],
  };
}

function loosenings(before: EffectiveRule, entry: RuleAmendment): Contradiction[] {
  const found: Contradiction[] = [];
  if (entry.class && compareClasses(entry.class, before.class) < 0) {
    found.push({ field: 'class', message: `${entry.class} is lighter than ${before.class}; that is a switch` });
  }
  if (entry.defaultPriority && PRIORITIES.indexOf(entry.defaultPriority) > PRIORITIES.indexOf(before.defaultPriority)) {
    found.push({
      field: 'defaultPriority',
      message: `${entry.defaultPriority} is later than ${before.defaultPriority}`,
    });
  }
  if (entry.needsConfirmation && isMajorAlone(before)) {
    found.push({ field: 'needsConfirmation', message: 'makes a direct rule wait for a person; that is a switch' });
  }
  if (entry.textVerified === false && before.textVerified) {
    found.push({ field: 'textVerified', message: 'takes back a verified text; that is a switch' });
  }
  return found;
}

function idleTightening(entry: RuleAmendment): Contradiction[] {
  const { rule: _rule, reason: _reason, ...rest } = entry;
  const idle = Object.values(rest).every((value) => value === undefined);
  return idle ? [{ field: 'reason', message: 'changes nothing about the rule' }] : [];
}

function idleSwitch(before: EffectiveRule, entry: RuleAmendment): Contradiction[] {
  const same = entry.class === before.class && Boolean(entry.needsConfirmation) === Boolean(before.needsConfirmation);
  return same ? [{ field: 'class', message: `${before.id} is ${before.class} already` }] : [];
}

const isMajorAlone = (rule: EffectiveRule): boolean => rule.class === 'direct' && !rule.needsConfirmation;

const gravity = (rule: EffectiveRule): string => (rule.needsConfirmation ? `${rule.class}, to confirm` : rule.class);
