import { basisContradictions, ruleContradictions } from './rule-contradictions.js';
import {
  type BasePack,
  type CombinedGroup,
  type GradingRule,
  type OverlayPack,
  type PackError,
  type RuleBasis,
  type RulePack,
} from './rule-pack.js';

/** The second look at a pack whose fields all read: duplicates, references to nothing, contradictions, impossible dates. */
export function checkReferences(pack: RulePack, errors: PackError[]): void {
  if (pack.kind === 'base') checkBase(pack, errors);
  else checkOverlay(pack, errors);
}

function checkBase(pack: BasePack, errors: PackError[]): void {
  refuseDuplicates(pack.rules, '/rules', errors);
  refuseDuplicates(pack.combined, '/combined', errors);
  refuseDuplicates(pack.exclusions, '/exclusions', errors);
  refuseDuplicates(pack.retired, '/retired', errors);
  pack.rules.forEach((rule, i) => checkRule(rule, `/rules/${i}`, pack, errors));

  const ids = new Set(pack.rules.map((rule) => rule.id));
  const groups = new Set(pack.combined.map((group) => group.id));
  pack.rules.forEach((rule, i) => {
    refuseDangling(rule.variantOf, ids, `/rules/${i}/variantOf`, 'rule', errors);
    refuseDangling(rule.group, groups, `/rules/${i}/group`, 'group', errors);
  });
  pack.retired.forEach(({ id, replacedBy }, i) => {
    if (ids.has(id)) errors.push({ path: `/retired/${i}/id`, message: `${id} is a rule of this pack` });
    replacedBy.forEach((next, k) => refuseDangling(next, ids, `/retired/${i}/replacedBy/${k}`, 'rule', errors));
  });
  pack.combined.forEach((group, i) => checkGroup(group, `/combined/${i}`, pack, errors));
  checkBasis(pack.externalCause, '/externalCause', pack, errors);
  if (pack.externalCause.result === 'major' && !pack.externalCause.textVerified) {
    errors.push({ path: '/externalCause/result', message: 'major needs a verified text' });
  }
}

function checkOverlay(pack: OverlayPack, errors: PackError[]): void {
  refuseDuplicates(pack.add, '/add', errors);
  pack.add.forEach((rule, i) => checkRule(rule, `/add/${i}`, pack, errors));
  const amended = new Set<string>();
  for (const list of ['tighten', 'switch'] as const) {
    pack[list].forEach((entry, i) => {
      const path = `/${list}/${i}`;
      if (amended.has(entry.rule)) errors.push({ path: `${path}/rule`, message: `${entry.rule} is amended twice` });
      amended.add(entry.rule);
      if (entry.citation)
        refuseDangling(entry.citation.document, documentsOf(pack), `${path}/citation/document`, 'document', errors);
      if (list === 'switch' && !entry.class)
        errors.push({ path: `${path}/class`, message: 'a switch names the new class' });
    });
  }
}

function checkRule(rule: GradingRule, path: string, pack: RulePack, errors: PackError[]): void {
  for (const { field, message } of ruleContradictions(rule)) errors.push({ path: `${path}/${field}`, message });
  refuseDangling(rule.citation?.document, documentsOf(pack), `${path}/citation/document`, 'document', errors);
  if (pack.validTo && rule.validFrom > pack.validTo) {
    errors.push({ path: `${path}/validFrom`, message: `is after the pack ends on ${pack.validTo}` });
  }
  if (rule.validTo && rule.validTo < pack.validFrom) {
    errors.push({ path: `${path}/validTo`, message: `is before the pack begins on ${pack.validFrom}` });
  }
}

function checkGroup(group: CombinedGroup, path: string, pack: BasePack, errors: PackError[]): void {
  checkBasis(group, path, pack, errors);
  refuseDuplicates(group.thresholds, `${path}/thresholds`, errors);
  const carried = new Set(pack.rules.filter((rule) => rule.group === group.id).map((rule) => rule.element));
  if (carried.size === 0) errors.push({ path: `${path}/id`, message: 'no rule belongs to this group' });
  group.thresholds.forEach(({ elements, count }, i) => {
    const at = `${path}/thresholds/${i}`;
    const reachable = elements === 'any' ? carried.size : elements.length;
    if (count > reachable) errors.push({ path: `${at}/count`, message: `only ${reachable} elements can be counted` });
    if (elements === 'any') return;
    elements.forEach((element, k) => refuseDangling(element, carried, `${at}/elements/${k}`, 'element', errors));
  });
}

function checkBasis(basis: RuleBasis, path: string, pack: RulePack, errors: PackError[]): void {
  for (const { field, message } of basisContradictions(basis)) errors.push({ path: `${path}/${field}`, message });
  refuseDangling(basis.citation?.document, documentsOf(pack), `${path}/citation/document`, 'document', errors);
}

const documentsOf = (pack: RulePack): ReadonlySet<string | undefined> => new Set(Object.keys(pack.documents));

function refuseDangling(
  id: string | undefined,
  known: ReadonlySet<string | undefined>,
  path: string,
  what: string,
  errors: PackError[],
): void {
  if (id !== undefined && !known.has(id)) errors.push({ path, message: `there is no ${what} ${id}` });
}

function refuseDuplicates(list: readonly { id: string }[], path: string, errors: PackError[]): void {
  const first = new Map<string, number>();
  list.forEach(({ id }, index) => {
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, index);
    else errors.push({ path: `${path}/${index}/id`, message: `${id} stands at ${path}/${earlier} already` });
  });
}
