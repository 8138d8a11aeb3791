import { type AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

/** What a letter meets: a code that refuses it after it was handed over, or a line that breaks before the answer. */
type Trouble = number | 'line-breaks';

export interface PostedLetter {
  readonly to: string;
  readonly messageId: string;
  readonly subject: string;
  readonly accepted: boolean;
}

/** A mail server that does what it is told, and remembers every letter that reached it. */
export class PostOffice {
  readonly letters: PostedLetter[] = [];
  private readonly troubles = new Map<string, Trouble[]>();
  private readonly server: SMTPServer;

  private constructor() {
    this.server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      onData: (stream, session, answer) => void this.receive(stream, session, answer),
    });
    // A broken line is what the sender shall cope with, not this server.
    this.server.on('error', () => undefined);
  }

  static async open(): Promise<PostOffice> {
    const office = new PostOffice();
    await new Promise<void>((done) => office.server.listen(0, '127.0.0.1', done));
    return office;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  /** The next letters to that address meet these troubles, one each. */
  trouble(address: string, ...troubles: Trouble[]): void {
    this.troubles.set(address, troubles);
  }

  to(address: string): PostedLetter[] {
    return this.letters.filter((letter) => letter.to === address);
  }

  close(): Promise<void> {
    return new Promise((done) => this.server.close(() => done()));
  }

  private async receive(
    stream: SMTPServerDataStream,
    { envelope }: SMTPServerSession,
    answer: (error?: Error) => void,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const header = (name: string): string => new RegExp(`^${name}: (.*)$`, 'mi').exec(text)?.[1]?.trim() ?? '';
    const to = envelope.rcptTo[0]?.address ?? '';
    const trouble = this.troubles.get(to)?.shift();
    this.letters.push({
      to,
      messageId: header('Message-ID'),
      subject: header('Subject'),
      accepted: trouble === undefined,
    });
    if (trouble === 'line-breaks') this.breakLines();
    else if (trouble === undefined) answer();
    else answer(Object.assign(new Error('refused by the story'), { responseCode: trouble }));
  }

  private breakLines(): void {
    const { connections } = this.server as unknown as { connections: Set<{ _socket: { destroy(): void } }> };
    for (const connection of connections) connection._socket.destroy();
  }
}
