import { amendRule, type AmendmentKind } from './amend-rule.js';
import { applyGroupAmendment } from './apply-group-amendment.js';
import { type EffectivePack, type EffectiveRule, type PackChange } from './effective-pack.js';
import { type CitationRef, type OverlayPack, type PackError } from './rule-pack.js';

interface Draft {
  overlay: OverlayPack;
  rules: Record<string, EffectiveRule>;
  changes: PackChange[];
  errors: PackError[];
}

/**
 * A pack with one overlay laid over it. Tightening never loosens; a switch may go down a class, with its reason, and is
 * listed as loosening. Everything that does not fit is named by its path in the overlay.
 */
export function applyOverlay(pack: EffectivePack, overlay: OverlayPack): { pack: EffectivePack; errors: PackError[] } {
  const draft: Draft = { overlay, rules: { ...pack.rules }, changes: [...pack.changes], errors: [] };
  amendAll(draft, 'tighten');
  amendAll(draft, 'switch');
  addAll(draft, pack);
  const combined = applyGroupAmendment(pack.combined, overlay, draft.changes, draft.errors);
  const documents = Object.entries(overlay.documents).map(([name, doc]) => [documentName(overlay, name), doc]);
  return {
    pack: {
      ...pack,
      version: `${pack.version}+${overlay.id}`,
      packs: [...pack.packs, overlay.id],
      documents: { ...pack.documents, ...(Object.fromEntries(documents) as EffectivePack['documents']) },
      rules: draft.rules,
      combined,
      changes: draft.changes,
    },
    errors: draft.errors,
  };
}

function amendAll({ overlay, rules, changes, errors }: Draft, kind: AmendmentKind): void {
  overlay[kind].forEach((entry, i) => {
    const path = `/${kind}/${i}`;
    const before = rules[entry.rule];
    if (!before) {
      errors.push({ pack: overlay.id, path: `${path}/rule`, message: `there is no rule ${entry.rule} to ${kind}` });
      return;
    }
    const citation = entry.citation && renamed(entry.citation, overlay);
    const { after, change, contradictions } = amendRule(before, { ...entry, citation }, kind, overlay.id);
    for (const { field, message } of contradictions) {
      errors.push({ pack: overlay.id, path: `${path}/${field}`, message });
    }
    rules[entry.rule] = after;
    changes.push(change);
  });
}

function addAll({ overlay, rules, changes, errors }: Draft, pack: EffectivePack): void {
  overlay.add.forEach((rule, i) => {
    const refuse = (field: string, message: string) =>
      errors.push({ pack: overlay.id, path: `/add/${i}/${field}`, message });
    if (rules[rule.id]) refuse('id', `${rule.id} is a rule already; tighten it or switch its class`);
    if (pack.retired.some(({ id }) => id === rule.id)) refuse('id', `${rule.id} is retired and not used again`);
    if (rule.group && !pack.combined.some((group) => group.id === rule.group)) {
      refuse('group', `there is no group ${rule.group}`);
    }
    const siblings = overlay.add.some((other) => other.id === rule.variantOf);
    if (rule.variantOf && !pack.rules[rule.variantOf] && !siblings) {
      refuse('variantOf', `there is no rule ${rule.variantOf}`);
    }
    const citation = rule.citation && renamed(rule.citation, overlay);
    rules[rule.id] ??= { ...rule, citation, definedBy: overlay.id };
    changes.push({ pack: overlay.id, target: rule.id, what: 'added', to: rule.class, loosens: false });
  });
}

/** Two offices may call different documents by one short name, so an overlay's documents carry the name of their pack. */
const documentName = (overlay: OverlayPack, name: string): string => `${overlay.id}:${name}`;

const renamed = (citation: CitationRef, overlay: OverlayPack): CitationRef => ({
  ...citation,
  document: documentName(overlay, citation.document),
});
