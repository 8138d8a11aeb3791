import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { FilingTokens } from '#store/zero-report/filing-tokens.js';
import { AlertContext } from '../alert-context.js';
import { filingLink } from './filing-letters.js';

interface OwnFiling {
  id: string;
  dutyId: string;
  period: string;
  code: string;
  recipientId: string;
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

  /** The letter with a personal link in the place of the general one; any other letter as it is. */
  async personal<T extends { readonly alertId: string; readonly body: string; readonly html: string }>(
    manager: EntityManager,
    letter: T,
  ): Promise<T> {
    const [own]: OwnFiling[] = await manager.query(
      `select f.id, f.duty_id as "dutyId", f.period, f.code, a.recipient_id as "recipientId"
       from app.alert a join app.filing f on f.id = a.subject_id and f.organisation_id = a.organisation_id
       where a.id = $1 and f.duty_id not in ('roll-up', 'annual-roll-up', 'readiness')`,
      [letter.alertId],
    );
    const token = own && (await this.tokens.issue(manager, own.id, own.recipientId));
    if (!token) return letter;
    const general = filingLink(this.context.publicUrl, own);
    const link = `${this.context.publicUrl}/f/${token}`;
    return { ...letter, body: letter.body.replaceAll(general, link), html: letter.html.replaceAll(general, link) };
  }
}
