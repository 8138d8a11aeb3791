import { connect, type Socket } from 'node:net';

export interface Target {
  /** `http://host:port` */
  readonly address: string;
  readonly path: string;
  /** One sender per connection: its token, and the bodies that it sends in turn. */
  readonly senders: readonly { readonly token?: string; readonly bodies: readonly Buffer[] }[];
}

export interface Load {
  readonly accepted: number;
  readonly perSecond: number;
  /** Milliseconds of each accepted request. */
  readonly latencies: readonly number[];
}

/**
 * Posts for `seconds` over one kept connection per sender, one request under way on each. Its own client over node:net: it
 * writes bytes prepared beforehand and reads no more of an answer than its status and length, so that on a machine of few
 * cores the measuring takes as little as possible from the measured. Throws at the first answer that is not 201.
 */
export async function httpLoad({ address, path, senders }: Target, seconds: number): Promise<Load> {
  const { hostname, port, host } = new URL(address);
  const latencies: number[] = [];
  const began = performance.now();
  const until = began + seconds * 1_000;
  const connections = senders.map(({ token, bodies }) => {
    const requests = bodies.map((body) => requestOf(host, path, body, token));
    return new Connection(connect(Number(port), hostname), requests, until, latencies).finished;
  });
  await Promise.all(connections);
  const elapsed = (performance.now() - began) / 1_000;
  return { accepted: latencies.length, perSecond: latencies.length / elapsed, latencies };
}

function requestOf(host: string, path: string, body: Buffer, token: string | undefined): Buffer {
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: ${host}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    ...(token ? [`Authorization: Bearer ${token}`] : []),
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}

class Connection {
  readonly finished: Promise<void>;
  private received: Buffer = Buffer.alloc(0);
  private sent = 0;
  private sentAt = 0;

  constructor(
    private readonly socket: Socket,
    private readonly requests: readonly Buffer[],
    private readonly until: number,
    private readonly latencies: number[],
  ) {
    socket.setNoDelay(true);
    this.finished = new Promise((done, failed) => {
      socket.once('error', failed);
      socket.once('close', () => done());
      socket.once('connect', () => this.send());
      socket.on('data', (chunk) => {
        try {
          this.take(chunk);
        } catch (error) {
          socket.destroy();
          failed(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
  }

  private send(): void {
    this.sentAt = performance.now();
    this.socket.write(this.requests[this.sent % this.requests.length] as Buffer);
    this.sent += 1;
  }

  private take(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const headEnd = this.received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const head = this.received.toString('latin1', 0, headEnd);
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    if (this.received.length < headEnd + 4 + length) return;
    if (!head.startsWith('HTTP/1.1 201'))
      throw new Error(`not accepted: ${this.received.toString('utf8').slice(0, 1_000)}`);
    this.received = Buffer.alloc(0);
    const now = performance.now();
    this.latencies.push(now - this.sentAt);
    if (now < this.until) this.send();
    else this.socket.end();
  }
}
