import { readdirSync, readFileSync } from 'node:fs';
import { validateCalendarYear } from '#kernel/validate-calendar-year.js';
import { type CalendarYear } from '#kernel/business-calendar.js';
import { type ResponsibilityMap } from '#hazards/assignment/responsibility-map.js';
import { type DeadlinePolicy } from '#hazards/deadlines/deadline-policy.js';
import { parseDeadlinePolicy } from '#hazards/deadlines/parse-deadline-policy.js';
import { type EscalationPolicy } from '#hazards/escalation/escalation-policy.js';
import { type LookBackPolicy, parseLookBackPolicy } from '#hazards/rectification/look-back-policy.js';
import { parseSendingPolicy, type SendingPolicy } from '#hazards/notification/sending-policy.js';
import { validateEscalationPolicyFile } from '#hazards/escalation/validate-escalation-policy.js';

const POLICIES = new URL('../../../hazards/policies/', import.meta.url);
const CALENDARS = new URL('../../../kernel/calendars/', import.meta.url);

const read = (file: URL): unknown => JSON.parse(readFileSync(file, 'utf8')) as unknown;

/** A policy file of this release is broken: nothing may start on it. */
class BrokenPolicyFileError extends Error {
  constructor(file: string, errors: unknown) {
    super(`${file}: ${JSON.stringify(errors)}`);
  }
}

export function escalationPoliciesOfRelease(): EscalationPolicy[] {
  const result = validateEscalationPolicyFile(read(new URL('escalation.json', POLICIES)));
  if (!result.ok) throw new BrokenPolicyFileError('escalation.json', result.errors);
  return result.policies;
}

export function deadlinePolicyOfRelease(): DeadlinePolicy {
  const result = parseDeadlinePolicy(read(new URL('deadlines.json', POLICIES)));
  if (!result.ok) throw new BrokenPolicyFileError('deadlines.json', result.errors);
  return result.policy;
}

export function lookBackPolicyOfRelease(): LookBackPolicy {
  const result = parseLookBackPolicy(read(new URL('look-backs.json', POLICIES)));
  if (!result.ok) throw new BrokenPolicyFileError('look-backs.json', result.errors);
  return result.policy;
}

export function sendingPolicyOfRelease(): SendingPolicy {
  const result = parseSendingPolicy(read(new URL('sending.json', POLICIES)));
  if (!result.ok) throw new BrokenPolicyFileError('sending.json', result.errors);
  return result.policy;
}

export function responsibilityMapOfRelease(): ResponsibilityMap {
  return read(new URL('responsibility-map.json', POLICIES)) as ResponsibilityMap;
}

export function calendarsOfRelease(): CalendarYear[] {
  return readdirSync(CALENDARS)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const result = validateCalendarYear(read(new URL(name, CALENDARS)));
      if (!result.ok) throw new BrokenPolicyFileError(name, result.errors);
      return result.year;
    });
}
