import { writeSync } from 'node:fs';

/** The moments of the flow at which a process can be made to die, to prove that nothing is lost or done twice. */
export const FAILPOINTS = [
  'intake.before-commit',
  'intake.after-commit',
  'relay.before-enqueue',
  'relay.after-enqueue',
  'consumer.before-effect',
  'consumer.before-commit',
  'consumer.after-commit',
  'sweep.before-commit',
  'mail.before-wire',
  'mail.after-wire',
] as const;
export type Failpoint = (typeof FAILPOINTS)[number];

// Only where time is rehearsed: a variable that slips into a bureau's settings kills nothing.
const [armed, nth = '1'] =
  process.env['CLOCK'] === 'simulated' ? (process.env['TOCSIN_FAILPOINT'] ?? '').split(':') : [];
let left = Number(nth);

/**
 * Kills this process as `kill -9` would when TOCSIN_FAILPOINT names this point: `relay.after-enqueue`, or `relay.after-enqueue:3`
 * for its third passing. Does nothing otherwise.
 */
export function failpoint(name: Failpoint): void {
  if (name !== armed) return;
  left -= 1;
  if (left !== 0) return;
  writeSync(2, `failpoint ${name}\n`);
  process.kill(process.pid, 'SIGKILL');
}
