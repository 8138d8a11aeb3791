import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { RefusedForGoodError, SmtpMailer } from './mailer.js';

const LETTER = {
  messageId: '<alert.1.email@tocsin>',
  to: 'li@s1.example',
  subject: '提醒',
  text: '请查看。',
};

/** What the server says at each point of the conversation; `hang-up` breaks the line there. */
interface Script {
  readonly greeting?: string;
  readonly ehlo?: string;
  readonly helo?: string;
  readonly starttls?: string;
  readonly auth?: string;
  readonly mail?: string;
  readonly rcpt?: string;
  readonly data?: string;
  readonly letter?: string;
}

const GOOD: Required<Script> = {
  greeting: '220 here',
  ehlo: '250 here',
  helo: '250 here',
  starttls: '502 no',
  auth: '235 welcome',
  mail: '250 go on',
  rcpt: '250 go on',
  data: '354 tell me',
  letter: '250 accepted as 42',
};

function mailServer(script: Required<Script>): Server {
  return createServer((socket) => {
    let inLetter = false;
    let heard = '';
    socket.on('error', () => undefined);
    say(socket, script.greeting);
    socket.on('data', (chunk) => {
      // The first byte of a TLS handshake, which this server cannot do.
      if (chunk[0] === 0x16) return socket.destroy();
      heard += chunk.toString();
      for (let end = heard.indexOf('\r\n'); end >= 0; end = heard.indexOf('\r\n')) {
        const line = heard.slice(0, end);
        heard = heard.slice(end + 2);
        if (inLetter && line !== '.') continue;
        const part = inLetter ? 'letter' : partOf(line);
        inLetter = part === 'data' && script.data.startsWith('354');
        say(socket, part ? script[part] : '221 bye');
      }
    });
  });
}

function partOf(line: string): keyof Script | undefined {
  const verb = (/^[A-Z]+/i.exec(line)?.[0] ?? '').toLowerCase();
  return verb in GOOD ? (verb as keyof Script) : undefined;
}

function say(socket: Socket, line: string): void {
  if (line === 'hang-up') socket.destroy();
  else socket.write(`${line}\r\n`);
}

describe('a letter by SMTP', () => {
  let server: Server | undefined;
  afterEach(() => new Promise((done) => (server ? server.close(done) : done(undefined))));

  const send = async (script: Script, credentials = ''): Promise<string> => {
    const running = (server = mailServer({ ...GOOD, ...script }));
    await new Promise<void>((listening) => running.listen(0, '127.0.0.1', listening));
    const { port } = running.address() as AddressInfo;
    return new SmtpMailer(`smtp://${credentials}127.0.0.1:${port}`, 'tocsin@d1.example').send(LETTER);
  };
  const SIGN_IN = { ehlo: '250-here\r\n250 AUTH PLAIN' };

  it.each<[string, Script, string]>([
    ['without signing in', {}, ''],
    ['after signing in', SIGN_IN, 'us:secret@'],
  ])('is accepted %s, and the answer is kept', async (_name, script, credentials) => {
    await expect(send(script, credentials)).resolves.toBe('250 accepted as 42');
  });

  it.each<[string, Script]>([
    ['550 to the sender', { mail: '550 5.7.1 not from you' }],
    ['550 to the recipient', { rcpt: '550 5.1.1 no such person' }],
    ['599 to the recipient', { rcpt: '599 never' }],
    ['552 to the wish to send', { data: '552 too much' }],
    ['554 to the letter', { letter: '554 5.7.1 looks like spam' }],
  ])('is refused for good by %s', async (_name, script) => {
    await expect(send(script)).rejects.toBeInstanceOf(RefusedForGoodError);
  });

  it.each<[string, Script, string, RegExp]>([
    ['535 to the credentials', { ...SIGN_IN, auth: '535 5.7.8 wrong' }, 'us:wrong@', /535 5\.7\.8/],
    ['534 to the credentials', { ...SIGN_IN, auth: '534 5.7.9 too weak' }, 'us:wrong@', /534/],
    ['530 to the sender, who should sign in first', { mail: '530 5.7.0 sign in' }, '', /530/],
    ['554 instead of a greeting', { greeting: '554 not today' }, '', /554/],
    ['a greeting that is none', { greeting: 'HTTP/1.1 400 Bad Request' }, '', /greeting|Unexpected/i],
    ['a line that breaks before the greeting', { greeting: 'hang-up' }, '', /closed|socket/i],
    ['550 to the name of this machine', { ehlo: '550 who are you', helo: '550 who' }, '', /550/],
    ['STARTTLS that leads to no TLS', { ehlo: '250-here\r\n250 STARTTLS', starttls: '220 go' }, '', /TLS|SSL|closed/i],
    ['421 to the sender', { mail: '421 later' }, '', /421/],
    ['450 to the recipient', { rcpt: '450 4.2.1 mailbox busy' }, '', /450/],
    ['451 to the letter', { letter: '451 4.7.1 greylisted' }, '', /451/],
    ['a line that breaks before the answer', { letter: 'hang-up' }, '', /closed/i],
  ])('may be tried again after %s', async (_name, script, credentials, says) => {
    const sending = send(script, credentials);
    await expect(sending).rejects.toThrow(says);
    await expect(sending).rejects.not.toBeInstanceOf(RefusedForGoodError);
  });

  it('may be tried again when nobody listens', async () => {
    const mailer = new SmtpMailer('smtp://127.0.0.1:1', 'tocsin@d1.example');
    await expect(mailer.send(LETTER)).rejects.not.toBeInstanceOf(RefusedForGoodError);
  });
});
