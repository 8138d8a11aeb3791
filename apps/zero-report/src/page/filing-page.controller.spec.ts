import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { readEnvironment } from '#platform/config/environment.js';
import { createHttpApp, type HttpApp } from '#platform/http/create-http-app.js';
import { createLogger } from '#platform/observability/logging.js';
import { FileByLink } from './file-by-link.js';
import { FilingPageController } from './filing-page.controller.js';

const TOKEN = 'tRuStNoOnE-tRuStNoOnE-tRuStNoOnE-tRuStNoOnE';
let fails = false;

/** Answers as an unknown link, or breaks. */
const links = {
  look: (token: string) =>
    fails ? Promise.reject(new Error(`no row for ${token}`)) : Promise.resolve({ kind: 'dead' }),
  opens: () => Promise.resolve(false),
  send: () => Promise.resolve({ kind: 'dead' }),
};

@Module({ controllers: [FilingPageController], providers: [{ provide: FileByLink, useValue: links }] })
class PageModule {}

describe('a link in a path', () => {
  let service: HttpApp;
  let lines = '';
  beforeAll(async () => {
    const logger = createLogger({ level: 'trace', destination: { write: (line: string) => void (lines += line) } });
    service = await createHttpApp(PageModule, { environment: readEnvironment({ PORT: '0' }), logger });
  });
  afterAll(() => service.close());
  beforeEach(() => (lines = ''));

  const ask = (url: string, more: object = {}) => service.app.inject({ method: 'GET', url, ...more });
  const form = {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'who=1&x=2',
  };

  it.each([
    ['is looked at', `/f/${TOKEN}`, {}, 404],
    ['is sent to', `/f/${TOKEN}`, form, 400],
    [
      'is sent to in a form with files',
      `/f/${TOKEN}`,
      { ...form, headers: { 'content-type': 'multipart/form-data; boundary=x' } },
      404,
    ],
    ['is sent to in another type', `/f/${TOKEN}`, { ...form, headers: { 'content-type': 'text/plain' } }, 415],
    ['has more behind it', `/f/${TOKEN}/x`, {}, 404],
    ['has a parameter', `/f/${TOKEN}?a=b`, {}, 400],
    ['cannot be one', `/f/${TOKEN}!`, {}, 400],
  ])('stands in no line of the log when it %s', async (_, url, more, status) => {
    const answer = await ask(url, more);
    expect(answer.statusCode).toBe(status);
    expect(lines).toContain('answered');
    expect(lines).not.toContain(TOKEN);
  });

  it('is kept out of the metrics, and the page from caches, other sites and frames', async () => {
    const { headers } = await ask(`/f/${TOKEN}`);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    });
    const metrics = (await ask('/metrics')).body;
    expect(metrics).toContain('route="/f/:token"');
    expect(metrics).not.toContain(TOKEN);
  });

  it('stands in no answer when the page breaks', async () => {
    fails = true;
    const answer = await ask(`/f/${TOKEN}`);
    fails = false;
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain(TOKEN);
  });
});
