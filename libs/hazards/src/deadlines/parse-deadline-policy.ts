import { PolicyErrors, type PolicyError, fieldsOf } from '../escalation/policy-error.js';
import {
  DEADLINE_RULE_IDS,
  type DeadlinePolicy,
  type DeadlineRule,
  type DeadlineRuleId,
  NEVER_ROLLED,
} from './deadline-policy.js';
import { PRIORITIES } from './priority.js';

type Fields = Record<string, unknown>;

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const LONGEST_TERM_DAYS = 365;
const HAZARD_TERMS: ReadonlySet<DeadlineRuleId> = new Set(PRIORITIES);
const RULE_FIELDS: Record<DeadlineRule['count'], string[]> = {
  hours: ['hours'],
  'calendar-days': ['days', 'roll'],
  workdays: ['days'],
  'working-hours': ['hours', 'atMostHours', 'periods'],
};

/** Accepts a deadline policy as read from its file or sent by the bureau, or names everything that is wrong with it. */
export function parseDeadlinePolicy(
  input: unknown,
): { ok: true; policy: DeadlinePolicy } | { ok: false; errors: PolicyError[] } {
  const errors = new PolicyErrors();
  const fields = fieldsOf(input);
  if (!fields) errors.refuse('', 'must be an object');
  else {
    errors.refuseUnknown('', fields, ['version', 'legalBasis', 'maximumMajorTermDays', 'rules']);
    errors.requireText('/version', fields.version);
    checkList('/legalBasis', fields.legalBasis, errors, (path, basis) => errors.requireLegalBasis(path, basis));
    requireDays('/maximumMajorTermDays', fields.maximumMajorTermDays, errors);
    checkRules(fields.rules, Number(fields.maximumMajorTermDays), errors);
  }
  return errors.list.length > 0 ? { ok: false, errors: errors.list } : { ok: true, policy: input as DeadlinePolicy };
}

function checkRules(input: unknown, maximumTerm: number, errors: PolicyErrors): void {
  const rules = fieldsOf(input);
  if (!rules) return errors.refuse('/rules', 'must be an object');
  errors.refuseUnknown('/rules', rules, DEADLINE_RULE_IDS);
  for (const id of DEADLINE_RULE_IDS) {
    const rule = fieldsOf(rules[id]);
    if (rule) checkRule(id, rule, errors);
    else errors.refuse(`/rules/${id}`, 'must be a rule');
  }
  const termDays = fieldsOf(rules['major-term'])?.days;
  if (Number(termDays) > maximumTerm) errors.refuse('/rules/major-term/days', 'is above the maximum term');
}

function checkRule(id: DeadlineRuleId, rule: Fields, errors: PolicyErrors): void {
  const path = `/rules/${id}`;
  const [count, fields] = Object.entries(RULE_FIELDS).find(([name]) => name === rule.count) ?? [];
  errors.requireOneOf(`${path}/count`, rule.count, Object.keys(RULE_FIELDS));
  if (!count || !fields) return;

  errors.refuseUnknown(path, rule, ['count', 'basis', ...fields]);
  errors.requireBilingual(`${path}/basis`, rule.basis);
  for (const name of fields) checkField(name, `${path}/${name}`, rule[name], errors);
  if (id === 'P0' && count !== 'hours') errors.refuse(`${path}/count`, 'must be hours: P0 is dealt with at once');
  if (id === 'major-term' && count !== 'calendar-days') errors.refuse(`${path}/count`, 'must be calendar-days');
  if (HAZARD_TERMS.has(id) && (count === 'workdays' || count === 'working-hours')) {
    errors.refuse(`${path}/count`, 'must run through days off: the danger does');
  }
  if (NEVER_ROLLED.has(id) && rule.roll === true) errors.refuse(`${path}/roll`, 'must be false: too urgent to roll');
}

function checkField(name: string, path: string, value: unknown, errors: PolicyErrors): void {
  if (name === 'days') requireDays(path, value, errors);
  else if (name === 'periods') checkPeriods(path, value, errors);
  else if (name === 'roll') {
    if (typeof value !== 'boolean') errors.refuse(path, 'must be true or false');
  } else if (typeof value !== 'number' || !(value > 0 && value <= LONGEST_TERM_DAYS * 24)) {
    errors.refuse(path, 'must be a number of hours above 0');
  }
}

function checkPeriods(path: string, periods: unknown, errors: PolicyErrors): void {
  let previousEnd = '00:00';
  checkList(path, periods, errors, (at, entry) => {
    const period = fieldsOf(entry);
    if (!period) return errors.refuse(at, 'must be an object with from and to');
    errors.refuseUnknown(at, period, ['from', 'to']);
    const { from, to } = period;
    if (typeof from !== 'string' || !TIME.test(from)) return errors.refuse(`${at}/from`, 'must be HH:mm');
    if (typeof to !== 'string' || !TIME.test(to)) return errors.refuse(`${at}/to`, 'must be HH:mm');
    if (to <= from) return errors.refuse(at, 'must end after it begins');
    if (from < previousEnd) return errors.refuse(at, 'must not begin before the period above it ends');
    previousEnd = to;
  });
}

function checkList(
  path: string,
  list: unknown,
  errors: PolicyErrors,
  check: (path: string, entry: unknown) => void,
): void {
  if (!Array.isArray(list) || list.length === 0) return errors.refuse(path, 'must be a list that is not empty');
  list.forEach((entry, index) => check(`${path}/${index}`, entry));
}

function requireDays(path: string, value: unknown, errors: PolicyErrors): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= LONGEST_TERM_DAYS) return;
  errors.refuse(path, `must be a whole number of days from 1 to ${LONGEST_TERM_DAYS}`);
}
