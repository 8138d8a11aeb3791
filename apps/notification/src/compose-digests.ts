import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type Role } from '#hazards/directory/role.js';
import { type ObligationKind } from '#hazards/escalation/obligation-kind.js';
import { type Recipient } from '#hazards/escalation/recipients-for.js';
import { type Grade } from '#hazards/grading/grade.js';
import { type DigestItem, digestText } from '#hazards/notification/digest.js';
import { type RenderedLetter } from '#hazards/notification/letter.js';
import { parsePeriod } from '#hazards/zero-report/duty-period.js';
import { filingTitle } from '#hazards/zero-report/filing-content.js';
import { DigestEntries, type DigestEntry } from '#store/alerts/digest-entries.js';
import { PeopleReader } from '#store/people/people-reader.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { ZONE } from '#store/policies/zone.js';
import { DutyLibrary } from '#store/zero-report/duty-library.js';
import { AlertContext } from './alert-context.js';
import { filingLink } from './filings/filing-letters.js';
import { FilingLinks } from './filings/filing-links.js';
import { baseStepId } from './raise-alerts.js';

/** What stands behind one line: the entry, and the address where its recipient acts on it. */
interface Linked {
  readonly entry: DigestEntry;
  readonly link: string;
}

/** Writes the letters in which several alerts of one recipient stand together, each with a link of its own. */
@Injectable()
export class ComposeDigests {
  constructor(
    private readonly entries: DigestEntries,
    private readonly people: PeopleReader,
    private readonly policies: PolicyLibrary,
    private readonly duties: DutyLibrary,
    private readonly filingLinks: FilingLinks,
    private readonly context: AlertContext,
  ) {}

  /** One letter for each group of alert ids, in order. */
  async run(manager: EntityManager, groups: readonly (readonly string[])[], now: Date): Promise<RenderedLetter[]> {
    if (groups.length === 0) return [];
    const entries = await this.entries.of(manager, groups.flat());
    const linked = new Map((await this.linked(manager, entries)).map((one) => [one.entry.alertId, one]));
    const phones = await this.people.sectionPhones(
      manager,
      entries.flatMap(({ districtId }) => (districtId === null ? [] : [districtId])),
    );
    const letters: RenderedLetter[] = [];
    for (const group of groups) {
      const members = group.flatMap((id) => linked.get(id) ?? []);
      const items: DigestItem[] = [];
      for (const member of members) items.push(await this.itemOf(manager, member));
      const frame = {
        recipient: recipientOf(members),
        link: `${this.context.publicUrl}/v1/alerts?status=open`,
        bureauPhone: members.map(({ entry }) => phones.get(entry.districtId ?? 0)).find(Boolean) ?? this.context.phone,
        zone: ZONE,
      };
      letters.push(digestText(items, frame, now));
    }
    return letters;
  }

  /** A line about a filing carries a personal link, as its own letter would. */
  private async linked(manager: EntityManager, entries: readonly DigestEntry[]): Promise<Linked[]> {
    const general = entries.map((entry) => ({
      alertId: entry.alertId,
      isOfHazard: entry.hazard !== null,
      body: entry.filing
        ? filingLink(this.context.publicUrl, entry.filing)
        : `${this.context.publicUrl}/v1/hazards/${entry.hazard?.id ?? ''}`,
    }));
    const personal = await this.filingLinks.personal(manager, general);
    return entries.map((entry, at) => ({ entry, link: personal[at]?.body ?? '' }));
  }

  private async itemOf(manager: EntityManager, { entry, link }: Linked): Promise<DigestItem> {
    const { hazard, filing, organisationName, dueAt, stepId, policyId, policyVersion } = entry;
    const policy = await this.policies.escalationOf(manager, policyId, policyVersion);
    const proposal = policy.steps.find((step) => step.id === baseStepId(stepId))?.propose;
    return {
      obligationKind: entry.obligationKind as ObligationKind,
      organisationName,
      what: hazard?.place ?? (filing ? await this.titleOf(manager, filing) : ''),
      ...(hazard && { number: hazard.number, grade: (hazard.grade ?? 'general') as Grade }),
      dueAt,
      awaitsSignature: filing?.state === 'draft' && entry.recipientRole === 'principal',
      ...(proposal && { proposal }),
      via: entry.via as Recipient['via'],
      link,
    };
  }

  private async titleOf(manager: EntityManager, filing: NonNullable<DigestEntry['filing']>): Promise<string> {
    const duty = await this.duties.versionOf(manager, filing.dutyId, filing.dutyVersion);
    const period = duty && parsePeriod(duty.cadence, filing.period);
    return duty && period ? filingTitle(duty, period) : filing.dutyId;
  }
}

/** Addressed by the post when all of them come to the same one. */
function recipientOf(members: readonly Linked[]): { name: string; role: Role | null } {
  const [first] = members;
  const { recipientRole, recipientName } = first?.entry ?? { recipientRole: 'reporter', recipientName: '' };
  const isOne = members.every(({ entry }) => entry.recipientRole === recipientRole && entry.via === 'post');
  return { name: recipientName, role: isOne && recipientRole !== 'reporter' ? (recipientRole as Role) : null };
}
