import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { digestMessageIdFor, messageIdFor } from '#hazards/notification/message-id.js';
import { UNDER_WAY } from '#platform/delivery/delivery.js';
import { AlertSends, type Wanted } from '#store/alerts/alert-sends.js';
import { type Sendable, SendableAlerts } from '#store/alerts/sendable-alerts.js';
import { ComposeDigests } from './compose-digests.js';
import { DecideSendings } from './decide-sendings.js';
import { FilingLinks } from './filings/filing-links.js';
import { type Letter } from './mailer.js';

const DOMAIN = 'tocsin';

/** A letter that this worker may send, and the alerts that stand in it. */
export interface ClaimedLetter extends Letter {
  readonly alertIds: readonly string[];
  readonly claim: string;
}

export interface Claims {
  /** What became of those alerts that are in none of the letters. */
  readonly outcomes: ReadonlyMap<string, string>;
  readonly letters: readonly ClaimedLetter[];
}

/** What is to leave in one letter, before it is claimed. */
interface Planned {
  readonly alerts: readonly Sendable[];
  readonly claim: string;
  readonly digestId: string | null;
}

/** Decides which alerts leave now and in which letters, and claims those, all alerts of a letter at once or none. */
@Injectable()
export class ClaimLetters {
  constructor(
    private readonly sends: AlertSends,
    private readonly sendables: SendableAlerts,
    private readonly decideSendings: DecideSendings,
    private readonly composeDigests: ComposeDigests,
    private readonly filingLinks: FilingLinks,
  ) {}

  /** Of these alerts and of those that share a letter with one of them. */
  async run(manager: EntityManager, channel: string, ids: readonly string[]): Promise<Claims> {
    const outcomes = new Map<string, string>(ids.map((id) => [id, 'gone']));
    const together = await this.sends.lockDigestsOf(manager, channel, ids);
    const alerts = await this.sendables.byIds(manager, channel, [...new Set([...ids, ...together])]);
    const sendings = await this.decideSendings.run(manager, alerts);
    for (const { alert, kind } of sendings) outcomes.set(alert.alertId, kind);

    await this.sends.putOff(
      manager,
      channel,
      sendings.flatMap(({ alert, kind, sendAt, sharedBy }) =>
        kind === 'put-off' || kind === 'no-address'
          ? [{ ...alert, messageId: messageIdFor(alert.alertId, channel, DOMAIN), sendAt, sharedBy }]
          : [],
      ),
    );
    const idsOf = (wanted: string): string[] =>
      sendings.filter(({ kind }) => kind === wanted).map(({ alert }) => alert.alertId);
    await this.sends.leaveOut(manager, channel, idsOf('left-out'));
    const ready = new Set(idsOf('ready'));
    const letters = await this.claim(
      manager,
      channel,
      plannedOf(alerts.filter(({ alertId }) => ready.has(alertId))),
      outcomes,
    );
    return { outcomes, letters };
  }

  private async claim(
    manager: EntityManager,
    channel: string,
    planned: readonly Planned[],
    outcomes: Map<string, string>,
  ): Promise<ClaimedLetter[]> {
    const claims = await this.sends.claim(
      manager,
      channel,
      planned.flatMap((letter) => wantedOf(letter, channel)),
    );
    const mine: Planned[] = [];
    for (const letter of planned) {
      const alerts = letter.alerts.filter(({ alertId }) => claims.get(alertId) === 'claimed');
      if (alerts.length > 0) mine.push({ ...letter, alerts });
      for (const { alertId } of letter.alerts) {
        if (claims.get(alertId) !== 'claimed')
          outcomes.set(alertId, claims.get(alertId) === 'under-way' ? UNDER_WAY : 'duplicate');
      }
    }
    return [...(await this.singles(manager, channel, mine)), ...(await this.digests(manager, channel, mine))];
  }

  private async singles(
    manager: EntityManager,
    channel: string,
    letters: readonly Planned[],
  ): Promise<ClaimedLetter[]> {
    const own = letters.filter(({ digestId }) => digestId === null);
    const personal = await this.filingLinks.personal(
      manager,
      own.flatMap(({ alerts }) => alerts),
    );
    return personal.map(({ alertId, address, title, body }, at) => ({
      alertIds: [alertId],
      claim: own[at]?.claim ?? '',
      messageId: messageIdFor(alertId, channel, DOMAIN),
      to: address ?? '',
      subject: title,
      text: body,
    }));
  }

  private async digests(
    manager: EntityManager,
    channel: string,
    letters: readonly Planned[],
  ): Promise<ClaimedLetter[]> {
    const shared = letters.flatMap(({ digestId, ...letter }) => (digestId === null ? [] : [{ ...letter, digestId }]));
    const now = shared[0]?.alerts[0]?.now;
    if (!now) return [];
    const groups = shared.map(({ alerts }) => alerts.map(({ alertId }) => alertId));
    const texts = await this.composeDigests.run(manager, groups, now);
    return texts.map((text, at) => ({
      ...text,
      alertIds: groups[at] ?? [],
      claim: shared[at]?.claim ?? '',
      messageId: digestMessageIdFor(shared[at]?.digestId ?? '', channel, DOMAIN),
      to: shared[at]?.alerts[0]?.address ?? '',
    }));
  }
}

/**
 * One letter for each digest and for each alert outside of one. What is left of a digest when all others were left out is an
 * ordinary letter, unless the digest may be out already: then it keeps its Message-ID, so that the second copy is known as one.
 */
function plannedOf(alerts: readonly Sendable[]): Planned[] {
  const groups = new Map<string, Sendable[]>();
  for (const alert of alerts) {
    const key = alert.send?.digestId ?? alert.alertId;
    groups.set(key, [...(groups.get(key) ?? []), alert]);
  }
  return [...groups.values()].map((group) => {
    const digestId = group[0]?.send?.digestId ?? null;
    const isDigest = group.length > 1 || group.some(({ send }) => send !== null && send.attempts > 0);
    return { alerts: group, claim: randomUUID(), digestId: isDigest ? digestId : null };
  });
}

function wantedOf({ alerts, claim, digestId }: Planned, channel: string): Wanted[] {
  return alerts.map((alert) => ({
    ...alert,
    claim,
    digestId,
    messageId: digestId ? digestMessageIdFor(digestId, channel, DOMAIN) : messageIdFor(alert.alertId, channel, DOMAIN),
  }));
}
