import { composeMail } from './compose-mail.js';

const LETTER = {
  messageId: '<alert.1.email@tocsin>',
  from: { name: '警钟 · 校园安全隐患督办', address: 'tocsin@d1.example' },
  to: 'li@s1.example',
  subject: '【重大隐患】第三中学教学楼疏散通道被锁闭，学生无法从东侧楼梯疏散，请立即处理并于两小时内回复',
  text: `一、地点：教学楼三楼东侧。\n${'二、疏散通道上锁。'.repeat(60)}`,
  html: `<p>${'疏散通道上锁。'.repeat(60)}</p>`,
  headers: { 'Auto-Submitted': 'auto-generated' },
};

const read = (options: object = {}): { head: string; parts: { head: string; body: string }[]; message: string } => {
  const message = composeMail({ ...LETTER, ...options }).message.toString('ascii');
  const [head = '', ...rest] = message.split('\r\n\r\n');
  const boundary = /boundary="([^"]+)"/.exec(head)?.[1] ?? 'none';
  const body = rest.join('\r\n\r\n');
  expect(body.startsWith(`--${boundary}\r\n`)).toBe(true);
  expect(body.endsWith(`\r\n--${boundary}--\r\n`)).toBe(true);
  const parts = body.split(`--${boundary}`).slice(1, -1).map(partOf);
  return { head: head.replaceAll(/\r\n[ \t]/g, ' '), parts, message };
};

function partOf(raw: string): { head: string; body: string } {
  const [head = '', encoded = ''] = raw.trim().split('\r\n\r\n');
  return { head, body: Buffer.from(encoded, 'base64').toString() };
}

const words = (line: string): string =>
  [...line.matchAll(/=\?UTF-8\?B\?([^?]+)\?=/g)]
    .map(([, word = '']) => Buffer.from(word, 'base64').toString())
    .join('');

describe('a letter as it goes over the wire', () => {
  it('carries the same words as plain text and as HTML', () => {
    const { parts } = read();
    expect(parts.map(({ body }) => body)).toEqual([LETTER.text, LETTER.html]);
    expect(parts.map(({ head }) => head.split('\r\n'))).toEqual([
      ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64'],
      ['Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: base64'],
    ]);
  });

  it('says who writes to whom, about what and under which Message-ID', () => {
    const { head } = read();
    expect(head).toMatch(/^Message-ID: <alert\.1\.email@tocsin>$/m);
    expect(head).toMatch(/^To: li@s1\.example$/m);
    expect(head).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(head).toMatch(/^MIME-Version: 1\.0$/m);
    expect(head).toMatch(/^Content-Type: multipart\/alternative;/m);
    expect(words(/^Subject: (.*)$/m.exec(head)?.[1] ?? '')).toBe(LETTER.subject);
    const from = /^From: (.*)$/m.exec(head)?.[1] ?? '';
    expect(words(from)).toBe(LETTER.from.name);
    expect(from.endsWith('<tocsin@d1.example>')).toBe(true);
    expect(composeMail(LETTER).envelope).toEqual({ from: 'tocsin@d1.example', to: ['li@s1.example'] });
  });

  it('is ASCII with CRLF at the end of every line, none longer than 78', () => {
    const { message } = read();
    expect(message).toMatch(/^[\x20-\x7e\r\n]+$/);
    expect(message.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(Math.max(...message.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(78);
  });

  it.each(['short', 'a'.repeat(57), 'a'.repeat(58), 'a'.repeat(114)])('keeps a text of any length: %p', (text) => {
    expect(read({ text }).parts[0]?.body).toBe(text);
  });

  it('lets no line break of a subject begin a header of its own', () => {
    const { head } = read({ subject: '提醒\r\nBcc: someone@else.example' });
    expect(head).not.toMatch(/^Bcc:/m);
  });

  it('is the same for the same letter but for its date and boundary', () => {
    const stripped = (): string =>
      read()
        .message.replaceAll(/^Date: .*$/gm, '')
        .replaceAll(/--_NmP-\w+-Part/g, '');
    expect(stripped()).toBe(stripped());
  });
});
