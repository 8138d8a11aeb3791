import { type EffectivePack } from '#hazards/grading/effective-pack.js';
import { type FieldError } from '#platform/http/problem.js';
import { type HazardReport, type ReportAnswer } from '#store/hazards/report-hazards.js';

/** Five minutes for clocks of phones that run ahead. */
const TOLERATED_AHEAD_MS = 300_000;

/** Before this day no ledger was kept that a school could enter: an earlier year is a slip of the pen. */
const OLDEST_DISCOVERY = new Date('1949-10-01T00:00:00+08:00');

/** What only the clock and the rules know to be wrong with a report. Without a pack its observations are not judged. */
export function faultsOfReport(
  report: Pick<HazardReport, 'discoveredAt' | 'observations'>,
  pack: Pick<EffectivePack, 'rules'> | undefined,
  now: Date,
): FieldError[] {
  const strangers = (report.observations ?? []).flatMap((ruleId, index) =>
    !pack || Object.hasOwn(pack.rules, ruleId)
      ? []
      : [
          {
            pointer: `/observations/${index}`,
            message: `must be a rule in force, see GET /v1/rule-packs; ${ruleId} is none`,
          },
        ],
  );
  const fault = report.discoveredAt && faultOfDiscovery(report.discoveredAt, now);
  return fault ? [{ pointer: '/discoveredAt', message: fault }, ...strangers] : strangers;
}

function faultOfDiscovery(at: Date, now: Date): string | undefined {
  if (at.getTime() > now.getTime() + TOLERATED_AHEAD_MS) return 'must not lie in the future';
  return at < OLDEST_DISCOVERY ? 'must not lie before 1949-10-01; look at the year' : undefined;
}

/** Exclusions that the rules in force do not know. */
export const faultsOfExclusions = (
  claims: readonly { readonly exclusion: string }[],
  pack: Pick<EffectivePack, 'exclusions'>,
): FieldError[] =>
  claims.flatMap(({ exclusion }, index) =>
    pack.exclusions.some(({ id }) => id === exclusion)
      ? []
      : [
          {
            pointer: `/exclusions/${index}/exclusion`,
            message: `must be one of ${pack.exclusions.map(({ id }) => id).join(', ')}; ${exclusion} is none`,
          },
        ],
  );

type Refusal = Extract<ReportAnswer, { kind: 'refused' }>['reason'];

const RIGHT_ORGANISATION: Readonly<Record<Refusal, string>> = {
  unknown: 'must be the code of a school that you may report for; there is none with this code',
  'not-a-school': 'must be a school: other organisations have no hazards of their own',
  'not-in-being': 'must be a school that is open on this day',
};

/** What would be right instead of the organisation that a report names. */
export const faultOfOrganisation = (reason: Refusal): FieldError => ({
  pointer: '/organisationCode',
  message: RIGHT_ORGANISATION[reason],
});
