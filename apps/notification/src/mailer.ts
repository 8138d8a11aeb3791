import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { letterAsHtml } from '#hazards/notification/letter.js';
import { type ComposedMail, composeMail } from './compose-mail.js';

export interface Letter {
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Port: hands a letter to the outside and answers what the outside said. The same letter may be handed over twice. */
export abstract class Mailer {
  abstract readonly channel: string;
  abstract send(letter: Letter): Promise<string>;
}

/** The other side refuses for good: the address does not exist, the letter is not wanted. */
export class RefusedForGoodError extends Error {}

/** The part of a conversation that is about one letter. What fails before it fails for every letter, and is ours to mend. */
const ABOUT_THE_LETTER: ReadonlySet<unknown> = new Set(['MAIL FROM', 'RCPT TO', 'DATA']);
/** RFC 4954: the server wants other credentials or a safer line first, whichever command it says so to. */
const WANTS_SIGN_IN: ReadonlySet<unknown> = new Set([530, 534, 535, 538]);

/** By SMTP. A 5xx answer to the letter itself is final; everything else, wrong credentials included, may pass. */
export class SmtpMailer extends Mailer {
  readonly channel = 'email';
  private readonly transport;

  constructor(
    url: string,
    private readonly from: string,
  ) {
    super();
    this.transport = createTransport(url, {
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
    } as object);
  }

  async send(letter: Letter): Promise<string> {
    try {
      const { envelope, message } = mailOf(letter, this.from);
      const answer = (await this.transport.sendMail({ envelope, raw: message })) as { response?: string };
      return answer.response ?? 'accepted';
    } catch (error) {
      if (isRefusalOfLetter(error as SmtpError))
        throw new RefusedForGoodError((error as Error).message, { cause: error });
      throw error;
    }
  }
}

/** What nodemailer hangs on its errors: the server's code, when it gave one, and the command that it answered. */
interface SmtpError extends Error {
  readonly responseCode?: number;
  readonly command?: string;
}

function isRefusalOfLetter({ responseCode = 0, command }: SmtpError): boolean {
  return responseCode >= 500 && responseCode < 600 && ABOUT_THE_LETTER.has(command) && !WANTS_SIGN_IN.has(responseCode);
}

/**
 * Without SMTP: one file per letter, named by its Message-ID, so that a letter sent twice is still one file. To write a few
 * kilobytes costs less than to hand them to another thread.
 */
export class OutboxMailer extends Mailer {
  readonly channel = 'email';
  constructor(
    private readonly directory: string,
    private readonly from: string,
  ) {
    super();
  }

  async send(letter: Letter): Promise<string> {
    const { message } = mailOf(letter, this.from);
    const name = `${letter.messageId.replaceAll(/[^\w.@-]/g, '')}.eml`;
    mkdirSync(this.directory, { recursive: true });
    writeFileSync(join(this.directory, `.${name}`), message);
    renameSync(join(this.directory, `.${name}`), join(this.directory, name));
    return `outbox/${name}`;
  }
}

function mailOf(letter: Letter, from: string): ComposedMail {
  const { messageId, to, subject, text } = letter;
  return composeMail({
    messageId,
    from: { name: '警钟 · 校园安全隐患督办', address: from },
    to,
    subject,
    text,
    html: letterAsHtml({ subject, text }),
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
