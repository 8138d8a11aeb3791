import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type EscalationStep } from '#hazards/escalation/escalation-policy.js';
import { stepOf } from '#hazards/escalation/policy-for.js';
import { type Recipient, recipientsFor } from '#hazards/escalation/recipients-for.js';
import { tierOf } from '#hazards/escalation/tier-of.js';
import { whoHolds } from '#hazards/directory/who-holds.js';
import { type Role } from '#hazards/directory/role.js';
import { type RenderedLetter } from '#hazards/notification/letter.js';
import { parsePeriod } from '#hazards/zero-report/duty-period.js';
import { civilDateOf } from '#kernel/civil-date.js';
import { type Delivery, UndeliverableError } from '#platform/delivery/delivery.js';
import { AlertRepository, type NewAlert } from '#store/alerts/alert.repository.js';
import { ObligationRepository, type StoredObligation } from '#store/obligations/obligation.repository.js';
import { type Chain, ChainReader } from '#store/people/chain-people.js';
import { type KnownPerson, PeopleReader } from '#store/people/people-reader.js';
import { PolicyLibrary } from '#store/policies/policy-library.js';
import { ZONE } from '#store/policies/zone.js';
import { DutyLibrary } from '#store/zero-report/duty-library.js';
import { type Filing, FilingRepository } from '#store/zero-report/filing.repository.js';
import { ReadinessReader } from '#store/zero-report/readiness-reader.js';
import { AlertContext } from '../alert-context.js';
import {
  contradictionLetter,
  filingLetter,
  type LetterFrame,
  readinessLetter,
  silentLetter,
} from './filing-letters.js';
import { type FilingTelling, isListed, selectorsFor } from './filing-telling.js';
import { SilentSchools } from './silent-schools.js';

const KINDS: ReadonlySet<string> = new Set(['zero-report', 'roll-up', 'duty']);
const ACTOR = 'system:escalation';
/** A step of no policy: a filed zero turned out to contradict the ledger. */
const CONTRADICTED = 'contradicted#';

const CONTRADICTED_STEP: EscalationStep = {
  id: 'contradicted',
  at: { anchor: 'due', offset: 'P0D' },
  rank: 1,
  to: [{ role: 'zone-officer', of: 'zone' }],
  severity: 'alert',
};

interface Voices {
  readonly people: ReadonlyMap<string, KnownPerson>;
  readonly phones: ReadonlyMap<number, string>;
  readonly now: Date;
}

type Rest = (deliveries: readonly Delivery[]) => Promise<readonly string[]>;

/** Turns steps of filings into letters: to the school about its own report, to those above it one list of who is silent. */
@Injectable()
export class RaiseFilingAlerts {
  constructor(
    private readonly obligations: ObligationRepository,
    private readonly filings: FilingRepository,
    private readonly duties: DutyLibrary,
    private readonly chains: ChainReader,
    private readonly people: PeopleReader,
    private readonly policies: PolicyLibrary,
    private readonly alerts: AlertRepository,
    private readonly silent: SilentSchools,
    private readonly readiness: ReadinessReader,
    private readonly context: AlertContext,
  ) {}

  /** Handles the steps of filings and hands the others to `rest`; answers the outcomes in the order of the deliveries. */
  async run(manager: EntityManager, deliveries: readonly Delivery[], rest: Rest): Promise<readonly string[]> {
    const obligations = new Map(
      (
        await this.obligations.byIds(
          manager,
          deliveries.map((one) => one.subjectId),
        )
      )
        .filter((one) => KINDS.has(one.kind) && one.refs['cycleId'] !== undefined)
        .map((one) => [one.id, one]),
    );
    const others = deliveries.filter((one) => !obligations.has(one.subjectId));
    const outcomes = new Map<string, string>();
    if (others.length > 0) {
      const answers = await rest(others);
      others.forEach((one, i) => outcomes.set(one.id, answers[i] ?? 'gone'));
    }
    const own = deliveries.filter((one) => obligations.has(one.subjectId));
    if (own.length > 0) {
      const answers = await this.tell(manager, own, obligations);
      own.forEach((one, i) => outcomes.set(one.id, answers[i] ?? 'gone'));
    }
    return deliveries.map((one) => outcomes.get(one.id) ?? 'gone');
  }

  private async tell(
    manager: EntityManager,
    deliveries: readonly Delivery[],
    obligations: ReadonlyMap<string, StoredObligation>,
  ): Promise<string[]> {
    const all = [...obligations.values()];
    const filings = new Map(
      (
        await this.filings.byIds(
          manager,
          all.map((one) => one.subjectId),
        )
      ).map((one) => [one.id, one]),
    );
    const chains = await this.chains.chainsOf(
      manager,
      all.map((one) => one.organisationId),
    );
    const [moment]: { now: Date }[] = await manager.query('select app.now() as now');
    const now = moment?.now ?? new Date(0);
    const outcomes: string[] = [];
    const tellings: FilingTelling[] = [];
    for (const delivery of deliveries) {
      const obligation = obligations.get(delivery.subjectId);
      const filing = obligation && filings.get(obligation.subjectId);
      const chain = obligation && chains.get(obligation.organisationId);
      const stale = obligation ? staleness(obligation, delivery) : 'gone';
      const telling =
        !stale && obligation && filing && chain
          ? await this.tellingOf(manager, delivery, obligation, filing, chain, now)
          : undefined;
      if (telling) tellings.push(telling);
      outcomes.push(telling ? 'told' : (stale ?? 'gone'));
    }
    const voices = await this.voicesOf(manager, tellings, now);
    await this.alerts.raise(manager, [
      ...(await this.single(manager, tellings, voices)),
      ...(await this.listed(manager, tellings, voices)),
    ]);
    await this.writeHistory(manager, tellings);
    return outcomes;
  }

  private async tellingOf(
    manager: EntityManager,
    delivery: Delivery,
    obligation: StoredObligation,
    filing: Filing,
    chain: Chain,
    now: Date,
  ): Promise<FilingTelling | undefined> {
    const duty = await this.duties.versionOf(manager, filing.dutyId, filing.dutyVersion);
    const period = duty && parsePeriod(duty.cadence, filing.period);
    if (!duty || !period) return undefined;
    const stepId = String(delivery.refs['stepId']);
    const policy = await this.policies.escalationOf(manager, obligation.policyId, obligation.policyVersion);
    const step = stepId.startsWith(CONTRADICTED) ? CONTRADICTED_STEP : stepOf(policy, stepId);
    const answer = recipientsFor({ to: selectorsFor(step, obligation.debtorRole) }, chain, {}, now);
    if (answer.nobody)
      throw new UndeliverableError(
        `nobody in the whole chain answers for step ${stepId} of ${filing.dutyId} at ${filing.code}`,
      );
    const fellDueAt = obligation.schedule.find((one) => one.stepId === stepId)?.at ?? now;
    return { obligation, filing, duty, period, step, stepId, fellDueAt, chain, answer, owner: null };
  }

  /** Letters about one organisation: reminders to itself, flags, readiness, and whatever came up because a post is vacant. */
  private async single(
    manager: EntityManager,
    tellings: readonly FilingTelling[],
    voices: Voices,
  ): Promise<NewAlert[]> {
    const alerts: NewAlert[] = [];
    for (const telling of tellings) {
      const unready =
        telling.duty.form.prefill === 'readiness' ? await this.unreadyOf(manager, telling, voices.now) : undefined;
      if (unready?.unready.length === 0) continue;
      for (const recipient of telling.answer.recipients) {
        if (isListed(telling, recipient) && !telling.stepId.startsWith(CONTRADICTED)) continue;
        const frame = this.frameOf(telling, recipient, voices);
        const flag = telling.filing.flags.find((one) => telling.stepId === `${CONTRADICTED}${one.hazardNumber}`);
        const letter = flag
          ? contradictionLetter(telling, recipient, flag, frame)
          : unready
            ? readinessLetter(telling, recipient, unready, frame)
            : filingLetter({ ...telling, owner: ownerOf(telling, voices) }, recipient, frame, voices.now);
        alerts.push(alertOf(telling, recipient, letter, voices.now));
      }
    }
    return alerts;
  }

  /** One letter for each officer above the schools and each instant, however many of his schools are silent. */
  private async listed(
    manager: EntityManager,
    tellings: readonly FilingTelling[],
    voices: Voices,
  ): Promise<NewAlert[]> {
    const groups = new Map<string, { telling: FilingTelling; recipient: Recipient }>();
    for (const telling of tellings) {
      for (const recipient of telling.answer.recipients) {
        if (!isListed(telling, recipient) || telling.stepId.startsWith(CONTRADICTED)) continue;
        const key = [
          telling.filing.cycleId,
          telling.stepId,
          telling.fellDueAt.getTime(),
          recipient.personId,
          recipient.organisationId,
        ];
        if (!groups.has(key.join(' '))) groups.set(key.join(' '), { telling, recipient });
      }
    }
    const alerts: NewAlert[] = [];
    // In one order everywhere, so that two workers with the same officers do not wait for each other in a circle.
    for (const [, { telling, recipient }] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const organisationId = Number(recipient.organisationId);
      const { stepId, fellDueAt, filing } = telling;
      const list = await this.silent.of(manager, {
        cycleId: filing.cycleId,
        stepId,
        fellDueAt,
        recipientId: recipient.personId,
        organisationId,
      });
      if (!list) continue;
      const letter = silentLetter(telling, recipient, list, this.frameOf(telling, recipient, voices), voices.now);
      alerts.push({
        ...alertOf(telling, recipient, letter, voices.now),
        obligationId: list.anchor.id,
        dueVersion: list.anchor.dueVersion,
        subjectId: filing.cycleId,
        aboutOrganisationId: organisationId,
      });
    }
    return alerts;
  }

  private unreadyOf(manager: EntityManager, { filing }: FilingTelling, now: Date): ReturnType<ReadinessReader['read']> {
    return this.readiness.read(manager, [filing.organisationId], civilDateOf(now, ZONE));
  }

  private async voicesOf(manager: EntityManager, tellings: readonly FilingTelling[], now: Date): Promise<Voices> {
    const ids = tellings.flatMap((telling) => [
      ...telling.answer.recipients.map((recipient) => recipient.personId),
      ...debtorsOf(telling, now),
    ]);
    const districts = tellings.flatMap(({ chain }) => districtOf(chain));
    return {
      people: await this.people.byIds(manager, ids),
      phones: await this.people.sectionPhones(manager, districts),
      now,
    };
  }

  private frameOf({ chain }: FilingTelling, recipient: Recipient, { people, phones }: Voices): LetterFrame {
    const phone =
      districtOf(chain)
        .map((id) => phones.get(id))
        .find(Boolean) ?? this.context.phone;
    return {
      publicUrl: this.context.publicUrl,
      phone,
      recipientName: people.get(recipient.personId)?.name ?? '（姓名未登记）',
    };
  }

  /** The history says who was told that a report is late; mere reminders are in the alerts alone. */
  private async writeHistory(manager: EntityManager, tellings: readonly FilingTelling[]): Promise<void> {
    const late = tellings.filter(({ step }) => step.rank > 0).sort((a, b) => (a.filing.id < b.filing.id ? -1 : 1));
    for (const { filing, stepId, step, obligation, answer } of late) {
      const recipients = answer.recipients.map(({ personId, role, organisationId, via }) => ({
        personId,
        role,
        organisationId,
        via,
      }));
      await this.filings.update(manager, filing.id, ACTOR, () => ({
        outcome: 'told',
        set: {},
        events: [
          {
            type: 'filing.escalated',
            data: {
              step: stepId,
              rank: step.rank,
              dueVersion: obligation.dueVersion,
              policy: `${obligation.policyId}@${obligation.policyVersion}`,
              recipients,
              vacancies: answer.vacancies,
            },
          },
        ],
      }));
    }
  }
}

const districtOf = (chain: Chain): number[] => chain.line.filter((one) => one.tier === 'district').map((one) => one.id);

/** A step is not told once the report is in, or has a new due time. What contradicts a filed report is told all the same. */
function staleness(obligation: StoredObligation, delivery: Delivery): string | undefined {
  if (String(delivery.refs['stepId']).startsWith(CONTRADICTED)) return undefined;
  if (obligation.status === 'met' || obligation.status === 'cancelled') return 'stopped';
  return obligation.dueVersion === delivery.refs['dueVersion'] ? undefined : 'superseded';
}

function debtorsOf({ obligation, chain }: Pick<FilingTelling, 'obligation' | 'chain'>, now: Date): string[] {
  const role = obligation.debtorRole as Role | null;
  if (!role) return [];
  const tier = tierOf(role);
  const places = chain.organisations.filter((one) => one.tier === tier).map((one) => one.id);
  const holder = whoHolds(
    role,
    chain.posts.filter((post) => places.includes(post.organisationId)),
    chain.cover,
    now,
  );
  return holder.kind === 'holder' ? [holder.personId] : [];
}

function ownerOf(telling: FilingTelling, { people, now }: Voices): FilingTelling['owner'] {
  const [personId] = debtorsOf(telling, now);
  const name = personId && people.get(personId)?.name;
  return name ? { name, role: telling.obligation.debtorRole as Role } : null;
}

function alertOf(
  { obligation, filing, step, stepId }: FilingTelling,
  recipient: Recipient,
  letter: RenderedLetter,
  now: Date,
): NewAlert {
  return {
    obligationId: obligation.id,
    dueVersion: obligation.dueVersion,
    stepId,
    subjectId: filing.id,
    hazardId: null,
    recipientId: recipient.personId,
    recipientRole: recipient.role ?? 'reporter',
    organisationId: recipient.organisationId ? Number(recipient.organisationId) : filing.organisationId,
    aboutOrganisationId: filing.organisationId,
    rank: step.rank,
    severity: step.severity,
    via: recipient.via,
    reason: recipient.reasonText.zh,
    title: letter.subject,
    body: letter.text,
    html: letter.html,
    raisedAt: now,
  };
}
