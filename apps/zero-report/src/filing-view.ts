import { type Duty } from '#hazards/zero-report/duty.js';
import { type DutyPeriod, periodText } from '#hazards/zero-report/duty-period.js';
import { answersSoFar, editsOf, filingTitle } from '#hazards/zero-report/filing-content.js';
import { attachableKinds, evidenceSoFar } from '#hazards/zero-report/evidence.js';
import { rateOf, rateText, type LedgerExcerpt } from '#hazards/zero-report/ledger-numbers.js';
import { standingOf } from '#hazards/zero-report/filing-standing.js';
import { isoAt } from '#store/hazards/iso-at.js';
import { type Filing } from '#store/zero-report/filing.repository.js';
import { type ListedFiling } from '#store/zero-report/filing-queries.js';

/** A filing as its readers see it. `prefilled` is the ledger's excerpt where nobody has begun to fill it in. */
export function viewOf(
  duty: Duty,
  period: DutyPeriod,
  filing: Filing,
  prefilled: LedgerExcerpt | null,
  now: Date,
): object {
  const ledger = filing.draft?.ledger ?? prefilled;
  const isOpen = filing.content === null || filing.draft !== null || filing.state === 'returned';
  return {
    organisationCode: filing.code,
    organisationName: filing.name,
    duty: duty.id,
    period: period.id,
    periodText: periodText(duty.cadence, period),
    title: filingTitle(duty, period),
    state: filing.state,
    standing: standingOf(filing, now),
    version: filing.version,
    edition: filing.edition,
    dueAt: isoAt(filing.dueAt),
    form: isOpen
      ? {
          fields: duty.form.fields,
          answers: answersSoFar(duty, filing, ledger),
          comments: filing.draft?.comments ?? filing.content?.comments ?? '',
          edits: editsOf(filing.draft?.answers ?? {}, ledger),
          evidenceKinds: attachableKinds(duty),
          evidence: evidenceSoFar(filing),
          begun: filing.draft !== null,
          ledger,
          generalRate: ledger && rateText(rateOf(ledger.numbers.generalsFixed, ledger.numbers.generalsFound)),
        }
      : null,
    filed: filing.content && {
      ...filing.content,
      contentHash: filing.contentHash?.toString('hex'),
      filedAt: filing.filedAt && isoAt(filing.filedAt),
    },
    contested: filing.contested,
    flags: filing.flags,
    remark: filing.remark,
  };
}

/** A line of the list. */
export const lineOf = (filing: ListedFiling, now: Date): object => ({
  organisationCode: filing.code,
  organisationName: filing.name,
  state: filing.state,
  standing: standingOf(filing, now),
  filedAt: filing.filedAt && isoAt(filing.filedAt),
  dueAt: isoAt(filing.dueAt),
  edition: filing.edition,
  version: filing.version,
  contested: filing.contested.length > 0,
  flagged: filing.flags.length > 0,
  remark: filing.remark,
});
