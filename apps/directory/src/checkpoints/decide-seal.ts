/**
 * A checkpoint is due `every` ms after the last one, and after the last look that found nothing to seal. A clock that was set back
 * waits until it has caught up: no checkpoint is older than the one before it.
 */
export function decideSeal(
  { takenAt, lookedAt }: { takenAt: Date | undefined; lookedAt: Date | undefined },
  every: number,
  now: Date,
): 'seal' | 'wait' {
  const last = Math.max(takenAt?.getTime() ?? 0, lookedAt?.getTime() ?? 0);
  return now.getTime() - last >= every ? 'seal' : 'wait';
}
