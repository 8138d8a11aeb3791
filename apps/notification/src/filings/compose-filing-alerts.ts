import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type Recipient } from '#hazards/escalation/recipients-for.js';
import { type Role } from '#hazards/directory/role.js';
import { civilDateOf } from '#kernel/civil-date.js';
import { type NewAlert } from '#store/alerts/alert.repository.js';
import { type KnownPerson, PeopleReader } from '#store/people/people-reader.js';
import { ZONE } from '#store/policies/zone.js';
import { ReadinessReader } from '#store/zero-report/readiness-reader.js';
import { AlertContext } from '../alert-context.js';
import { alertOf } from '../alert-of.js';
import { debtorsOf, districtOf } from './filing-debtor.js';
import {
  contradictionLetter,
  filingLetter,
  type LetterFrame,
  readinessLetter,
  silentLetter,
} from './filing-letters.js';
import { CONTRADICTED, type FilingTelling, isListed } from './filing-telling.js';
import { SilentSchools } from './silent-schools.js';

interface Voices {
  readonly people: ReadonlyMap<string, KnownPerson>;
  readonly phones: ReadonlyMap<number, string>;
  readonly now: Date;
}

/** Writes the letters of steps: to the school about its own report, to those above it one list of who is silent. */
@Injectable()
export class ComposeFilingAlerts {
  constructor(
    private readonly people: PeopleReader,
    private readonly silent: SilentSchools,
    private readonly readiness: ReadinessReader,
    private readonly context: AlertContext,
  ) {}

  async run(manager: EntityManager, tellings: readonly FilingTelling[], now: Date): Promise<NewAlert[]> {
    const voices = await this.voicesOf(manager, tellings, now);
    return [...(await this.single(manager, tellings, voices)), ...(await this.listed(manager, tellings, voices))];
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
        alerts.push(alertOf({ ...telling, hazardId: null }, recipient, letter, voices.now));
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
        ...alertOf({ ...telling, hazardId: null }, recipient, letter, voices.now),
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
}

function ownerOf(telling: FilingTelling, { people, now }: Voices): FilingTelling['owner'] {
  const [personId] = debtorsOf(telling, now);
  const name = personId && people.get(personId)?.name;
  return name ? { name, role: telling.obligation.debtorRole as Role } : null;
}
