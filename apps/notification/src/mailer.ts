import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';

export interface Letter {
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Port: hands a letter to the outside and answers what the outside said. The same letter may be handed over twice. */
export abstract class Mailer {
  abstract readonly channel: string;
  abstract send(letter: Letter): Promise<string>;
}

/** The other side refuses for good: the address does not exist, the letter is not wanted. */
export class RefusedForGoodError extends Error {}

/** By SMTP. A 5xx answer is final; everything else may pass. */
export class SmtpMailer extends Mailer {
  readonly channel = 'email';
  private readonly transport;

  constructor(url: string, private readonly from: string) {
    super();
    this.transport = createTransport(url, { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 } as object);
  }

  async send(letter: Letter): Promise<string> {
    try {
      const answer = (await this.transport.sendMail(mailOf(letter, this.from))) as { response?: string };
      return answer.response ?? 'accepted';
    } catch (error) {
      const code = (error as { responseCode?: number }).responseCode ?? 0;
      if (code >= 500 && code < 600) throw new RefusedForGoodError((error as Error).message, { cause: error });
      throw error;
    }
  }
}

/** Without SMTP: one file per letter, named by its Message-ID, so that a letter sent twice is still one file. */
export class OutboxMailer extends Mailer {
  readonly channel = 'email';
  private isMade?: Promise<unknown>;
  private readonly transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });

  constructor(private readonly directory: string, private readonly from: string) {
    super();
  }

  async send(letter: Letter): Promise<string> {
    await (this.isMade ??= mkdir(this.directory, { recursive: true }));
    const made = (await this.transport.sendMail(mailOf(letter, this.from))) as { message: Buffer };
    const name = `${letter.messageId.replaceAll(/[^\w.@-]/g, '')}.eml`;
    await writeFile(join(this.directory, `.${name}`), made.message);
    await rename(join(this.directory, `.${name}`), join(this.directory, name));
    return `outbox/${name}`;
  }
}

function mailOf(letter: Letter, from: string): SendMailOptions {
  const { messageId, to, subject, text, html } = letter;
  return {
    messageId,
    from: { name: '警钟 · 校园安全隐患督办', address: from },
    to,
    subject,
    text,
    html,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
