import { type PackChange } from './effective-pack.js';
import { type CombinedGroup, type OverlayPack, type PackError } from './rule-pack.js';

/**
 * The combined groups with an overlay's counts and results. A lower count or a graver result tightens; the other way is
 * allowed with its reason and listed as loosening.
 */
export function applyGroupAmendment(
  groups: readonly CombinedGroup[],
  overlay: OverlayPack,
  changes: PackChange[],
  errors: PackError[],
): CombinedGroup[] {
  const result = [...groups];
  overlay.combined.forEach((entry, i) => {
    const index = result.findIndex((group) => group.id === entry.group);
    const before = result[index];
    if (!before) {
      errors.push({ pack: overlay.id, path: `/combined/${i}/group`, message: `there is no group ${entry.group}` });
      return;
    }
    const counts = entry.counts ?? {};
    for (const id of Object.keys(counts)) {
      if (before.thresholds.some((threshold) => threshold.id === id)) continue;
      errors.push({ pack: overlay.id, path: `/combined/${i}/counts/${id}`, message: `there is no threshold ${id}` });
    }
    const after: CombinedGroup = {
      ...before,
      result: entry.result ?? before.result,
      reason: entry.reason,
      thresholds: before.thresholds.map((one) => ({ ...one, count: counts[one.id] ?? one.count })),
    };
    result[index] = after;
    changes.push({
      pack: overlay.id,
      target: before.id,
      what: 'threshold',
      from: written(before),
      to: written(after),
      loosens: isLooser(after, before),
      reason: entry.reason,
    });
  });
  return result;
}

const written = (group: CombinedGroup): string =>
  [group.result, ...group.thresholds.map(({ id, count }) => `${id}=${count}`)].join(' ');

const isLooser = (after: CombinedGroup, before: CombinedGroup): boolean =>
  (after.result === 'suspected-major' && before.result === 'major') ||
  after.thresholds.some((one, i) => one.count > (before.thresholds[i]?.count ?? one.count));
