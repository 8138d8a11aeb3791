import { type SendMailOptions } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';

type Part = ReturnType<MailComposer['compile']>;

/** A letter as it goes over the wire. */
export interface ComposedMail {
  readonly envelope: ReturnType<Part['getEnvelope']>;
  /** RFC 5322; lines end in CRLF. */
  readonly message: Buffer;
}

const CRLF = '\r\n';
/** Nothing in base64 looks like a boundary, so it need not be drawn by lot for each letter. */
const BOUNDARY = 'tocsin';
/** RFC 2045: no line of an encoded body is longer. */
const FULL_LINE = /.{76}(?=.)/g;

/**
 * Parts, headers and envelope are nodemailer's. Its own way to write them down is made for attachments of any size, and sets up
 * eight streams for a letter that is in memory: four times the cost, as much as all else that is done for an alert.
 */
export function composeMail(options: SendMailOptions): ComposedMail {
  const mail = new MailComposer({ ...options, baseBoundary: BOUNDARY, textEncoding: 'base64' }).compile();
  return { envelope: mail.getEnvelope(), message: Buffer.from(written(mail), 'ascii') };
}

/** Nodemailer knows a part's kind and boundary once it has built its headers. */
function written(part: Part): string {
  if (part.content !== undefined) part.setHeader('Content-Transfer-Encoding', 'base64');
  const head = part.buildHeaders() + CRLF + CRLF;
  if (!part.multipart) return head + encoded(part.content);
  const parts = part.childNodes.map((child) => `--${part.boundary}${CRLF}${written(child)}${CRLF}`);
  return `${head}${parts.join('')}--${part.boundary}--${CRLF}`;
}

function encoded(content: Part['content']): string {
  if (typeof content !== 'string') throw new TypeError('a letter consists of texts');
  return Buffer.from(content).toString('base64').replaceAll(FULL_LINE, `$&${CRLF}`);
}
