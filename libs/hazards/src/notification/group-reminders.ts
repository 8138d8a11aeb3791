import { civilDateOf } from '#kernel/civil-date.js';

/** An alert whose put-off moment has come. */
export interface WaitingAlert {
  readonly alertId: string;
  readonly sendAt: Date;
  /** The recipient in whose letter it may stand with others; null for one that leaves alone. */
  readonly sharedBy: string | null;
}

/** What leaves in one letter; null where that is the ordinary letter of one alert. */
export interface Mailing<T extends WaitingAlert> {
  readonly digestId: string | null;
  readonly alerts: readonly [T, ...T[]];
}

/**
 * 合并提醒: what waited for one recipient and one local day becomes one letter. A digest is named by the first of its alerts,
 * which is in no other one, because an alert is brought back once.
 */
export function groupReminders<T extends WaitingAlert>(waiting: readonly T[], zone: string): Mailing<T>[] {
  const groups = new Map<string, T[]>();
  for (const alert of waiting) {
    const key =
      alert.sharedBy === null ? `alone ${alert.alertId}` : `${civilDateOf(alert.sendAt, zone)} ${alert.sharedBy}`;
    groups.set(key, [...(groups.get(key) ?? []), alert]);
  }
  return [...groups.values()].flatMap((group): Mailing<T>[] => {
    const [first, ...others] = group.toSorted((a, b) => (a.alertId < b.alertId ? -1 : 1));
    return first ? [{ digestId: others.length > 0 ? first.alertId : null, alerts: [first, ...others] }] : [];
  });
}
