import { readFileSync } from 'node:fs';
import { type Duty } from '#hazards/zero-report/duty.js';
import { validateDuty } from '#hazards/zero-report/validate-duty.js';

const FILE = new URL('../../../hazards/policies/duties.json', import.meta.url);

/** The duties of this release; throws when its file is broken, since nothing may start on it. */
export function dutiesOfRelease(): Duty[] {
  const { duties } = JSON.parse(readFileSync(FILE, 'utf8')) as { duties: unknown[] };
  return duties.map((input, i) => {
    const result = validateDuty(input);
    if (!result.ok) throw new Error(`duties.json, /duties/${i}: ${JSON.stringify(result.errors)}`);
    return result.duty;
  });
}
