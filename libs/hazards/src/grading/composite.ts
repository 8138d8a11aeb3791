import { type Grade, graver } from './grade.js';
import { type PlaceType } from './place-type.js';
import { type EffectivePack } from './effective-pack.js';
import { type CombinedGroup } from './rule-pack.js';

/** A combined element of an open hazard; `text` when nobody ticked it and the description suggested it. */
export interface OpenElement {
  hazardId: string;
  ruleId: string;
  element: string;
  origin?: 'ticked' | 'text';
}

export interface CountedElement {
  element: string;
  origin: 'ticked' | 'text';
  hazards: { hazardId: string; ruleId: string }[];
}

/** What the open hazards of a place amount to under one group of elements. */
export interface CompositeCount {
  group: string;
  grade: Grade;
  counted: CountedElement[];
  /** The threshold that was reached, or else the one that is nearest. */
  threshold: { id: string; needed: number; have: number };
}

/**
 * 综合判定: counts the different elements open at one place, each once however many hazards carry it. Elements that
 * somebody ticked make the group's result; elements known from text alone can only raise a suspicion. Legal basis and
 * thresholds are the pack's.
 */
export function countComposite(
  open: readonly OpenElement[],
  group: CombinedGroup,
  placeTypes: readonly PlaceType[],
): CompositeCount {
  const counted = countedElements(open);
  const thresholds = thresholdsAt(group, placeTypes).map(({ id, count, elements }) => {
    const listed = counted.filter((one) => elements === 'any' || elements.includes(one.element));
    const ticked = listed.filter((one) => one.origin === 'ticked').length;
    return { id, needed: count, have: listed.length, ticked };
  });

  const firm = thresholds.find((one) => one.ticked >= one.needed);
  const suspected = thresholds.find((one) => one.have >= one.needed);
  const nearest = thresholds.reduce<(typeof thresholds)[number] | undefined>(
    (best, one) => (best && best.needed - best.have <= one.needed - one.have ? best : one),
    undefined,
  );
  const chosen = firm ?? suspected ?? nearest ?? { id: 'none', needed: Infinity, have: counted.length };
  return {
    group: group.id,
    grade: firm ? group.result : suspected ? 'suspected-major' : 'general',
    counted,
    threshold: { id: chosen.id, needed: chosen.needed, have: chosen.have },
  };
}

/** The count of every group that has an open element at the place. */
export function countPlace(
  open: readonly OpenElement[],
  pack: Pick<EffectivePack, 'combined' | 'rules'>,
  placeTypes: readonly PlaceType[],
): CompositeCount[] {
  return pack.combined.flatMap((group) => {
    const own = open.filter((one) => pack.rules[one.ruleId]?.group === group.id);
    return own.length > 0 ? [countComposite(own, group, placeTypes)] : [];
  });
}

/** The gravest of several counts; undefined when there is none. */
export const gravestCount = (counts: readonly CompositeCount[]): CompositeCount | undefined =>
  counts.reduce<CompositeCount | undefined>(
    (best, one) => (best && graver(best.grade, one.grade) === best.grade ? best : one),
    undefined,
  );

/** Sorted by element and hazard, so that the order of reports plays no part. */
function countedElements(open: readonly OpenElement[]): CountedElement[] {
  const byElement = new Map<string, CountedElement>();
  const inOrder = [...open].sort(
    (a, b) => compare(a.element, b.element) || compare(a.hazardId, b.hazardId) || compare(a.ruleId, b.ruleId),
  );
  for (const { element, hazardId, ruleId, origin = 'ticked' } of inOrder) {
    const entry = byElement.get(element) ?? { element, origin, hazards: [] };
    if (origin === 'ticked') entry.origin = 'ticked';
    if (!entry.hazards.some((one) => one.hazardId === hazardId && one.ruleId === ruleId)) {
      entry.hazards.push({ hazardId, ruleId });
    }
    byElement.set(element, entry);
  }
  return [...byElement.values()];
}

function thresholdsAt(group: CombinedGroup, placeTypes: readonly PlaceType[]) {
  const stated = Object.entries(group.occupancies).filter(([, types]) =>
    placeTypes.some((type) => types.includes(type)),
  );
  const occupancies = placeTypes.length > 0 ? stated.map(([name]) => name) : group.defaultOccupancies;
  return group.thresholds.filter(
    (one) => one.occupancies === 'any' || one.occupancies.some((name) => occupancies.includes(name)),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
