import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable, type Writable } from 'node:stream';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where a Chromium is installed; undefined where there is none. */
export const chromiumPath = (): string | undefined =>
  [process.env['CHROMIUM'] ?? '', ...PATHS].find((path) => path && existsSync(path));

interface Reply {
  id?: number;
  result?: Record<string, any>;
  error?: { message: string };
}

/** One page of a headless Chromium at the width of a phone, driven over a pipe by the DevTools protocol. */
export class PhoneBrowser {
  private readonly waiting = new Map<number, (reply: Reply) => void>();
  private last = 0;
  private session = '';

  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
  ) {
    let rest = '';
    (child.stdio[4] as Readable).on('data', (chunk: Buffer) => {
      const parts = (rest + chunk.toString()).split('\0');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const reply = JSON.parse(part) as Reply;
        if (reply.id !== undefined) this.waiting.get(reply.id)?.(reply);
      }
    });
  }

  static async open(path: string): Promise<PhoneBrowser> {
    const directory = mkdtempSync(join(tmpdir(), 'tocsin-browser-'));
    const flags = [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--remote-debugging-pipe',
      `--user-data-dir=${directory}`,
    ];
    const child = spawn(path, [...flags, 'about:blank'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    const browser = new PhoneBrowser(child, directory);
    const { targetId } = await browser.call('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await browser.call('Target.attachToTarget', { targetId, flatten: true });
    browser.session = sessionId as string;
    await browser.call('Page.enable');
    await browser.call('Emulation.setDeviceMetricsOverride', {
      width: 390,
      height: 844,
      deviceScaleFactor: 2,
      mobile: true,
    });
    return browser;
  }

  async go(url: string): Promise<void> {
    await this.call('Page.navigate', { url });
    await this.until('document.readyState === "complete" && location.href !== "about:blank"');
  }

  /** The value of an expression in the page. */
  async look<T>(expression: string): Promise<T> {
    const { result } = await this.call('Runtime.evaluate', { expression, returnByValue: true });
    return (result as { value: T }).value;
  }

  /** Types into a field as a person does. */
  async type(selector: string, text: string): Promise<void> {
    await this.look(
      `(() => { const f = document.querySelector(${JSON.stringify(selector)}); f.focus(); if (f.select) f.select(); })()`,
    );
    await this.call('Input.insertText', { text });
  }

  async tap(selector: string): Promise<void> {
    const at = await this.look<{ x: number; y: number }>(
      `(() => { const e = document.querySelector(${JSON.stringify(selector)}); e.scrollIntoView({block:'center'}); const r = e.getBoundingClientRect(); return { x: r.x + r.width / 2, y: r.y + r.height / 2 }; })()`,
    );
    for (const type of ['mousePressed', 'mouseReleased']) {
      await this.call('Input.dispatchMouseEvent', { type, ...at, button: 'left', clickCount: 1 });
    }
  }

  async until(expression: string): Promise<void> {
    for (let waited = 0; waited < 10_000; waited += 50) {
      if (await this.look<boolean>(expression).catch(() => false)) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`the page never came to: ${expression}`);
  }

  async picture(): Promise<Buffer> {
    const { data } = await this.call('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true });
    return Buffer.from(data as string, 'base64');
  }

  async close(): Promise<void> {
    const gone = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGKILL');
    await gone;
    // Its helper processes write on for a moment after it is gone.
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  private async call(method: string, params: object = {}): Promise<Record<string, any>> {
    const id = (this.last += 1);
    const reply = new Promise<Reply>((done) => this.waiting.set(id, done));
    const message = { id, method, params, ...(this.session && { sessionId: this.session }) };
    (this.child.stdio[3] as Writable).write(`${JSON.stringify(message)}\0`);
    const { result, error } = await reply;
    this.waiting.delete(id);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }
}
