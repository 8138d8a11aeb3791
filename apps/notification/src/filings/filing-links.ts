import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { FilingTokens } from '#store/zero-report/filing-tokens.js';
import { AlertContext } from '../alert-context.js';
import { filingLink } from './filing-letters.js';

interface OwnFiling {
  alertId: string;
  filingId: string;
  dutyId: string;
  period: string;
  code: string;
  personId: string;
}

interface Letter {
  readonly alertId: string;
  readonly isOfHazard: boolean;
  readonly body: string;
}

/**
 * 填报链接: a letter to a school about its own report leaves with a link by which its recipient files on a phone. The link is
 * made when the letter leaves and is nowhere stored in clear, so neither the alert nor a backup opens the form.
 */
@Injectable()
export class FilingLinks {
  constructor(
    private readonly tokens: FilingTokens,
    private readonly context: AlertContext,
  ) {}

  /** The letters, in order, each with a personal link in the place of the general one where it is about a filing. */
  async personal<T extends Letter>(manager: EntityManager, letters: readonly T[]): Promise<T[]> {
    const aboutFilings = letters.filter(({ isOfHazard }) => !isOfHazard);
    if (aboutFilings.length === 0) return [...letters];
    const own: OwnFiling[] = await manager.query(
      `select a.id as "alertId", f.id as "filingId", f.duty_id as "dutyId", f.period, f.code, a.recipient_id as "personId"
       from app.alert a join app.filing f on f.id = a.subject_id and f.organisation_id = a.organisation_id
       where a.id = any($1::uuid[]) and f.duty_id not in ('roll-up', 'annual-roll-up', 'readiness')`,
      [aboutFilings.map((letter) => letter.alertId)],
    );
    const tokens = await this.tokens.issue(manager, own);
    const links = new Map(own.map((filing, at) => [filing.alertId, { filing, token: tokens[at] }]));
    return letters.map((letter) => {
      const { filing, token } = links.get(letter.alertId) ?? {};
      return filing && token ? this.withLink(letter, filing, token) : letter;
    });
  }

  private withLink<T extends Letter>(letter: T, filing: OwnFiling, token: string): T {
    const general = filingLink(this.context.publicUrl, filing);
    const link = `${this.context.publicUrl}/f/${token}`;
    return { ...letter, body: letter.body.replaceAll(general, link) };
  }
}
