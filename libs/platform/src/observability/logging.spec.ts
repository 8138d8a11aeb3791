import { runInContext } from '../http/request-context.js';
import { createLogger, PinoNestLogger } from './logging.js';

function capture(): { logger: ReturnType<typeof createLogger>; lines: string[] } {
  const lines: string[] = [];
  return { logger: createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } }), lines };
}

describe('the log', () => {
  it('is one JSON object per line, whatever the message holds', () => {
    const { logger, lines } = capture();
    logger.info({ reason: 'a\n{"level":"fatal"}' }, 'two\nlines');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd()).not.toContain('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      message: 'two\nlines',
      time: expect.stringMatching(/Z$/),
    });
  });

  it('carries the ids of the running request or job', () => {
    const { logger, lines } = capture();
    runInContext({ requestId: 'r-1', eventId: 'e-1' }, () => logger.info('x'));
    logger.info('y');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ requestId: 'r-1', eventId: 'e-1' });
    expect(JSON.parse(lines[1] ?? '')).not.toHaveProperty('requestId');
  });

  it.each<[string, object | string]>([
    ['a field of a header', { headers: { authorization: 'Bearer canary-canary-canary' } }],
    ['a password', { password: 'canary' }],
    ['a token further down', { a: { b: [{ sessionToken: 'canary' }] } }],
    ['a phone', { person: { phone: '13800canary' } }],
    ['a mail address in a field', { email: 'canary' }],
    ['a mail address in a text', { note: 'told canary@bureau.example' }],
    ['a mail address in a message', 'told canary@bureau.example'],
    ['a token in a message', 'sent Bearer canary.canary.canary'],
    ['a connection string', { url: 'postgres://user:canary@db/x' }],
    ['a mobile number', { note: '电话13912345678，请联系' }],
    ['a mobile number with blanks', 'call +86 139 1234 5678'],
    ['an error', { err: new Error('no mail for canary@bureau.example') }],
    ['a field of an error', { err: Object.assign(new Error('x'), { parameters: ['canary'] }) }],
    ['the cause of an error', { err: new Error('x', { cause: new Error('canary@bureau.example') }) }],
  ])('holds no secret: %s', (_name, record) => {
    const { logger, lines } = capture();
    if (typeof record === 'string') logger.warn(record);
    else logger.warn(record, 'x');
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/canary|1391234|139 1234/);
  });

  it('leaves numbers alone that are no telephone numbers', () => {
    const { logger, lines } = capture();
    logger.info({ number: 'YH-202610010000123', id: '0190a5b0-7c3e-7000-8000-138123456780', count: 13912345678 }, 'x');
    expect(lines[0]).not.toMatch(/redacted/);
  });

  it('keeps type, message, stack and code of an error', () => {
    const { logger, lines } = capture();
    logger.error({ err: Object.assign(new TypeError('bad'), { code: '42P01' }) }, 'x');
    expect(JSON.parse(lines[0] ?? '').err).toMatchObject({
      type: 'TypeError',
      message: 'bad',
      code: '42P01',
      stack: expect.stringContaining('logging.spec'),
    });
  });

  it('takes the place of the logger of Nest', () => {
    const { logger, lines } = capture();
    const nest = new PinoNestLogger(logger);
    nest.log('started', 'Bootstrap');
    nest.log('Mapped {/docs, GET} route', 'RouterExplorer');
    nest.error('failed', 'the stack', 'Worker');
    nest.error(new Error('thrown'), 'Worker');
    nest.verbose({ a: 1 });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'info', message: 'started', source: 'Bootstrap' },
      { level: 'debug', source: 'RouterExplorer' },
      { level: 'error', message: 'failed', source: 'Worker', stack: 'the stack' },
      { level: 'error', message: 'thrown', source: 'Worker', err: { type: 'Error' } },
      { level: 'trace', value: { a: 1 } },
    ]);
  });
});
