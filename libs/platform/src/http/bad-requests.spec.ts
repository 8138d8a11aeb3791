import 'reflect-metadata';
import { connect } from 'node:net';
import { Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, ValidateNested } from 'class-validator';
import fc from 'fast-check';
import { type InjectOptions } from 'fastify';
import { readEnvironment } from '../config/environment.js';
import { createLogger } from '../observability/logging.js';
import { Public } from './access.js';
import { createHttpApp, type HttpApp } from './create-http-app.js';
import { IsCivilDate, IsId, IsIsoInstant, IsSafeText } from './field-rules.js';
import { PageQuery } from './pages.js';
import { PROBLEMS } from './problem.js';
import { AcceptsBody } from './route-options.js';

class Place {
  @IsSafeText({ max: 20 })
  site: string;

  @IsOptional()
  @IsSafeText({ max: 20 })
  building?: string;
}

class Finding {
  @IsId()
  ruleId: string;
}

class Report {
  @ValidateNested()
  @Type(() => Place)
  place: Place;

  @IsSafeText({ max: 100 })
  description: string;

  @IsOptional()
  @IsCivilDate()
  on?: string;

  @IsOptional()
  @IsIsoInstant()
  discoveredAt?: string;

  @IsOptional()
  @IsInt()
  count?: number;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Finding)
  findings?: Finding[];
}

class ReportQuery extends PageQuery {
  @IsOptional()
  @IsIn(['open', 'closed'])
  status?: string;
}

@Controller('v1/reports')
class ReportsController {
  @Public()
  @Post()
  report(@Body() report: Report): object {
    return report;
  }

  @Public()
  @Get()
  list(@Query() query: ReportQuery): object {
    return query;
  }

  @Public()
  @Post('import')
  @AcceptsBody('csv', 'xlsx')
  import(@Body() file: Buffer): object {
    return { bytes: file.length };
  }

  @Public()
  @Get(':id')
  one(@Param('id') id: string): object {
    return { id };
  }

  @Public()
  @Post(':id/acknowledgement')
  acknowledge(@Param('id') id: string): object {
    return { id };
  }
}

@Module({ controllers: [ReportsController] })
class ReportsModule {}

const JSON_TYPE = { 'content-type': 'application/json' };
const GOOD = { place: { site: '东教学楼' }, description: '疏散门上锁' };
/** The good report with more members, as text, since JSON.stringify cannot write what is wrong with it. */
const withMembers = (members: string): string => JSON.stringify(GOOD).replace(/\}$/, `,${members}}`);
const bytes = (text: string, encoding: BufferEncoding): Buffer => Buffer.from(text, encoding);

let service: HttpApp;
let address: string;

beforeAll(async () => {
  const logger = createLogger({ level: 'silent' });
  service = await createHttpApp(ReportsModule, { environment: readEnvironment({ PORT: '0' }), logger });
  address = await service.listen();
});

afterAll(() => service.close());

const ask = (options: InjectOptions) => service.app.inject(options);
const send = (payload: string | Buffer, headers: Record<string, string> = JSON_TYPE, url = '/v1/reports') =>
  ask({ method: 'POST', url, payload, headers });

type Expected = { status: number; kind: string; where?: string; says?: RegExp };

function expectProblem(answer: Awaited<ReturnType<typeof ask>>, { status, kind, where, says }: Expected): void {
  expect(answer.statusCode).toBe(status);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  const problem = answer.json();
  expect(problem).toMatchObject({
    type: `urn:tocsin:problem:${kind}`,
    status,
    instance: answer.headers['x-request-id'],
  });
  expect(typeof problem.title).toBe('string');
  if (where !== undefined)
    expect(
      problem.errors.map((error: { pointer?: string; parameter?: string }) => error.pointer ?? error.parameter),
    ).toContain(where);
  if (says) expect(JSON.stringify(problem)).toMatch(says);
  expect(answer.body).not.toMatch(/node_modules|\bat .*\.[jt]s|FST_|Exception|SyntaxError/);
}

describe('requests that are fine', () => {
  it.each<[string, string | Buffer, Record<string, string>]>([
    ['plain', JSON.stringify(GOOD), JSON_TYPE],
    ['with a charset', JSON.stringify(GOOD), { 'content-type': 'application/json; charset=UTF-8' }],
    ['with a byte order mark', `\ufeff${JSON.stringify(GOOD)}`, JSON_TYPE],
    [
      'with an escaped pair of surrogates',
      withMembers('"on":"2026-02-28"').replace('上锁', '\\ud83d\\ude00'),
      JSON_TYPE,
    ],
    ['with a line feed and a tab', JSON.stringify({ ...GOOD, description: '一\n二\t三' }), JSON_TYPE],
    ['with all fields', withMembers('"discoveredAt":"2026-10-01T08:30:00+08:00","count":3,"findings":[]'), JSON_TYPE],
  ])('%s', async (_name, payload, headers) => {
    const answer = await send(payload, headers);
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ place: GOOD.place });
  });

  it('stores what was sent: composed and decomposed letters stay apart', async () => {
    const answer = await send(JSON.stringify({ ...GOOD, description: 'e\u0301' }));
    expect(answer.json().description).toBe('e\u0301');
  });

  it('takes CSV in any charset, and XLSX, where the endpoint says so', async () => {
    const csv = await send(bytes('a,b', 'latin1'), { 'content-type': 'text/csv; charset=gbk' }, '/v1/reports/import');
    expect(csv.json()).toEqual({ bytes: 3 });
  });

  it('takes an absent and an empty body where none is needed', async () => {
    expect((await ask({ method: 'POST', url: '/v1/reports/1/acknowledgement' })).statusCode).toBe(201);
    expect((await ask({ method: 'POST', url: '/v1/reports/1/acknowledgement', headers: JSON_TYPE })).statusCode).toBe(
      201,
    );
  });
});

describe('bodies that are refused', () => {
  const big = (size: number): string => JSON.stringify({ ...GOOD, description: 'x'.repeat(size) });
  const members = (n: number): string => Array.from({ length: n }, (_v, i) => `"k${i}":0`).join(',');
  const malformed = (says: RegExp, where?: string): Expected => ({
    status: 400,
    kind: 'malformed-request',
    says,
    where,
  });
  const invalid = (where: string, says: RegExp): Expected => ({ status: 400, kind: 'validation', where, says });

  it.each<[string, string | Buffer, Expected]>([
    ['cut off', '{"place":', malformed(/not JSON/)],
    ['with a string that does not end', '{"a":"b', malformed(/does not end/)],
    ['ending in a backslash', '{"a":"\\', malformed(/does not end/)],
    ['with a bad escape', '{"a":"\\x41"}', malformed(/escape/)],
    ['with a trailing comma', '{"a":1,}', malformed(/not JSON/)],
    ['with a comment', '{/* */}', malformed(/not JSON/)],
    ['with NaN', withMembers('"count":NaN'), malformed(/not JSON/)],
    ['with a leading zero', withMembers('"count":01'), malformed(/not JSON/)],
    ['with two documents', '{}{}', malformed(/not JSON/)],
    ['of white space', '   ', malformed(/not JSON/)],
    ['with single quotes', "{'a':1}", malformed(/not JSON/)],
    ['with brackets that do not match', '{"a":[}', malformed(/not JSON/)],
    ['with a line feed in a string', '{"a":"b\nc"}', malformed(/not JSON/)],
    ['33 levels deep', `${'['.repeat(33)}${']'.repeat(33)}`, malformed(/deeper than 32/)],
    ['100000 levels deep', '['.repeat(100_000), malformed(/deeper than 32/)],
    ['100000 objects deep', '{"a":'.repeat(40_000), malformed(/deeper than 32/)],
    ['with 1001 members', `{${members(1001)}}`, malformed(/more than 1000/)],
    ['with a member twice', '{"a":1,"a":2}', malformed(/given once/, '/a')],
    ['with a member twice in disguise', '{"a":1,"\\u0061":2}', malformed(/given once/, '/a')],
    ['with a member twice further down', '{"p":[{},{"q~/":1,"q~/":1}]}', malformed(/given once/, '/p/1/q~0~1')],
    ['with __proto__', withMembers('"__proto__":{"admin":true}'), malformed(/reserved/, '/__proto__')],
    ['with __proto__ in disguise', withMembers('"\\u005f_proto__":{}'), malformed(/reserved/, '/__proto__')],
    [
      'with constructor further down',
      '{"place":{"constructor":{"prototype":{}}}}',
      malformed(/reserved/, '/place/constructor'),
    ],
    ['with an escaped NUL', withMembers('"on":"a\\u0000b"'), malformed(/U\+0000/, '/on')],
    ['with a NUL in a name', '{"a\\u0000":1}', malformed(/NUL/)],
    ['with a NUL between tokens', '{"a":1\0}', malformed(/NUL/)],
    ['with a high surrogate alone', withMembers('"on":"\\ud800"'), malformed(/surrogate/, '/on')],
    ['with a low surrogate alone', withMembers('"on":"x\\uDC00y"'), malformed(/surrogate/, '/on')],
    ['with surrogates the wrong way round', withMembers('"on":"\\udc00\\ud800"'), malformed(/surrogate/, '/on')],
    ['with a surrogate in a name', '{"\\ud800":1}', malformed(/surrogate/)],
    ['with a number beyond doubles', withMembers('"count":1e999'), malformed(/double/, '/count')],
    ['with an integer that would change', withMembers('"count":9007199254740993'), malformed(/double/, '/count')],
    ['in Latin-1', bytes('{"a":"é"}', 'latin1'), malformed(/not UTF-8/)],
    [
      'in overlong UTF-8',
      Buffer.concat([bytes('{"a":"', 'utf8'), Buffer.from([0xc0, 0xaf]), bytes('"}', 'utf8')]),
      malformed(/not UTF-8/),
    ],
    [
      'in CESU-8',
      Buffer.concat([bytes('{"a":"', 'utf8'), Buffer.from([0xed, 0xa0, 0x80]), bytes('"}', 'utf8')]),
      malformed(/not UTF-8/),
    ],
    ['in UTF-16 with a byte order mark', bytes(`\ufeff${JSON.stringify(GOOD)}`, 'utf16le'), malformed(/UTF-16/)],
    ['in UTF-16 without one', bytes(JSON.stringify(GOOD), 'utf16le'), malformed(/UTF-16/)],
    ['larger than 256 KiB', big(256 * 1024), { status: 413, kind: 'payload-too-large', says: /262144/ }],
    ['null', 'null', invalid('', /must be a JSON object/)],
    ['a list', '[]', invalid('', /must be a JSON object/)],
    ['a number', '1', invalid('', /must be a JSON object/)],
    ['a text', '"a"', invalid('', /must be a JSON object/)],
    ['empty', '', invalid('', /there is no body/)],
    ['an empty object', '{}', invalid('/description', /1 to 100 characters; it is missing/)],
    [
      'with an unknown field',
      withMembers('"status":"closed"'),
      invalid('/status', /not a field here; known are count, description/),
    ],
    [
      'with an unknown field further down',
      '{"place":{"site":"a","x":1},"description":"b"}',
      invalid('/place/x', /known are building, site/),
    ],
    ['with a list for an object', '{"place":[],"description":"b"}', invalid('/place', /must be a JSON object/)],
    ['with a text for an object', '{"place":"a","description":"b"}', invalid('/place', /must be a JSON object/)],
    ['with null for an object', '{"place":null,"description":"b"}', invalid('/place', /must be a JSON object/)],
    ['with an object for a list', withMembers('"findings":{"0":{}}'), invalid('/findings', /must be a list/)],
    [
      'with a bad member of a list',
      withMembers('"findings":[{"ruleId":"7"}]'),
      invalid('/findings/0/ruleId', /must be an id/),
    ],
    ['with a number for a text', withMembers('"on":20260228'), invalid('/on', /a date that exists/)],
    ['with a list for a text', '{"place":{"site":["a"]},"description":"b"}', invalid('/place/site', /text of 1 to 20/)],
    [
      'with an object for a text',
      '{"place":{"site":{"$ne":""}},"description":"b"}',
      invalid('/place/site', /text of 1 to 20/),
    ],
    ['with a text for a number', withMembers('"count":"3"'), invalid('/count', /integer/)],
    ['with a date that does not exist', withMembers('"on":"2026-02-29"'), invalid('/on', /a date that exists/)],
    [
      'with an instant without an offset',
      withMembers('"discoveredAt":"2026-10-01T08:30:00"'),
      invalid('/discoveredAt', /with an offset/),
    ],
    [
      'with an instant at 24 h',
      withMembers('"discoveredAt":"2026-10-01T24:30:00Z"'),
      invalid('/discoveredAt', /with an offset/),
    ],
    ['with blank text', '{"place":{"site":" "},"description":"b"}', invalid('/place/site', /not blank/)],
    [
      'with text that is too long',
      '{"place":{"site":"123456789012345678901"},"description":"b"}',
      invalid('/place/site', /it has 21/),
    ],
    [
      'with an escape sequence',
      '{"place":{"site":"a\\u001b[31m"},"description":"b"}',
      invalid('/place/site', /U\+001B/),
    ],
    [
      'with a carriage return',
      '{"place":{"site":"a\\r\\nBcc: x"},"description":"b"}',
      invalid('/place/site', /U\+000D/),
    ],
    ['with reversed writing', '{"place":{"site":"a\\u202eb"},"description":"b"}', invalid('/place/site', /U\+202E/)],
  ])('%s', async (_name, payload, expected) => {
    expectProblem(await send(payload), expected);
  });

  it.each<[string, Record<string, string>, string, RegExp]>([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, '/v1/reports', /application\/json/],
    ['plain text', { 'content-type': 'text/plain' }, '/v1/reports', /application\/json/],
    ['multipart', { 'content-type': 'multipart/form-data; boundary=x' }, '/v1/reports', /application\/json/],
    ['no type', { 'content-type': '' }, '/v1/reports', /application\/json/],
    ['a similar type', { 'content-type': 'application/jsonp' }, '/v1/reports', /application\/json/],
    ['a patch', { 'content-type': 'application/merge-patch+json' }, '/v1/reports', /application\/json/],
    ['JSON in GBK', { 'content-type': 'application/json; charset=gbk' }, '/v1/reports', /UTF-8/],
    ['a compressed body', { ...JSON_TYPE, 'content-encoding': 'gzip' }, '/v1/reports', /Content-Encoding/],
    ['CSV where JSON is due', { 'content-type': 'text/csv' }, '/v1/reports', /application\/json/],
    ['JSON where CSV is due', JSON_TYPE, '/v1/reports/import', /text\/csv or application\/vnd/],
  ])('%s', async (_name, headers, url, says) => {
    expectProblem(await send('{}', headers, url), { status: 415, kind: 'unsupported-media-type', says });
  });

  it('a file of more than 10 MiB', async () => {
    const answer = await send(Buffer.alloc(10 * 1024 * 1024 + 1), { 'content-type': 'text/csv' }, '/v1/reports/import');
    expectProblem(answer, { status: 413, kind: 'payload-too-large' });
  });

  it('one where none is expected', async () => {
    const answer = await send('{"status":"closed"}', JSON_TYPE, '/v1/reports/1/acknowledgement');
    expectProblem(answer, { status: 400, kind: 'validation', where: '', says: /takes no body/ });
  });

  it('any bytes at all, without ever failing', async () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((part) => Buffer.from(part)),
      fc.json().map((part) => Buffer.from(part)),
      fc.constantFrom('{', '}', '"', '\\u', '\ud800', '__proto__', '[', ',').map((part) => Buffer.from(part)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 8 }), async (pieces) => {
        const answer = await send(Buffer.concat(pieces));
        expect(answer.statusCode).toBe(400);
        expect(answer.headers['content-type']).toBe('application/problem+json');
      }),
      { numRuns: 300 },
    );
  });
});

describe('addresses that are refused', () => {
  it.each<[string, string, Expected]>([
    [
      'a parameter twice',
      '/v1/reports?status=open&status=closed',
      { status: 400, kind: 'malformed-request', where: 'status', says: /given once/ },
    ],
    [
      'a parameter twice in disguise',
      '/v1/reports?status=open&st%61tus=x',
      { status: 400, kind: 'malformed-request', where: 'status' },
    ],
    [
      'an unknown parameter',
      '/v1/reports?sort=id',
      { status: 400, kind: 'validation', where: 'sort', says: /known are cursor, limit, status/ },
    ],
    [
      'a parameter where none is taken',
      '/v1/reports/1?a=1',
      { status: 400, kind: 'validation', where: 'a', says: /takes none/ },
    ],
    ['a list in brackets', '/v1/reports?status[]=open', { status: 400, kind: 'validation', where: 'status[]' }],
    ['a prototype', '/v1/reports?__proto__=x', { status: 400, kind: 'malformed-request', where: '__proto__' }],
    ['a NUL', '/v1/reports?status=%00', { status: 400, kind: 'malformed-request', where: 'status' }],
    ['bytes that are not UTF-8', '/v1/reports?status=%ff', { status: 400, kind: 'malformed-request', where: 'status' }],
    [
      'a value that is not allowed',
      '/v1/reports?status=lost',
      { status: 400, kind: 'validation', where: 'status', says: /open, closed/ },
    ],
    [
      'a page that is too long',
      '/v1/reports?limit=201',
      { status: 400, kind: 'validation', where: 'limit', says: /1 to 200/ },
    ],
    ['a page of nothing', '/v1/reports?limit=0', { status: 400, kind: 'validation', where: 'limit' }],
    ['a page of a word', '/v1/reports?limit=ten', { status: 400, kind: 'validation', where: 'limit' }],
    ['an empty limit', '/v1/reports?limit=', { status: 400, kind: 'validation', where: 'limit' }],
    ['a cursor that is none', '/v1/reports?cursor=a%20b', { status: 400, kind: 'validation', where: 'cursor' }],
    ['a percent sign alone', '/v1/reports/%', { status: 400, kind: 'malformed-request' }],
    ['a path that is not UTF-8', '/v1/reports/%ff', { status: 400, kind: 'malformed-request' }],
    ['a NUL in the path', '/v1/reports/a%00b', { status: 404, kind: 'not-found' }],
    ['an overlong part', `/v1/reports/${'a'.repeat(201)}`, { status: 414, kind: 'uri-too-long' }],
    ['an unknown address', '/v1/nothing', { status: 404, kind: 'not-found' }],
    ['a way out of the root', '/v1/reports/../../etc/passwd', { status: 404, kind: 'not-found' }],
  ])('%s', async (_name, url, expected) => {
    expectProblem(await ask({ method: 'GET', url }), expected);
  });

  it.each(['DELETE', 'PUT', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])(
    '%s, with the methods that are possible',
    async (method) => {
      const answer = await ask({ method: method, url: '/v1/reports' });
      expectProblem(answer, { status: 405, kind: 'method-not-allowed' });
      expect(answer.headers.allow).toBe('GET, HEAD, POST');
    },
  );
});

describe('bytes on the wire that are no request', () => {
  const exchange = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(address);
      const socket = connect(Number(port), hostname, () => socket.write(text));
      let answer = '';
      socket.on('data', (chunk) => (answer += chunk.toString()));
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });
  const head = 'POST /v1/reports HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n';

  it.each([
    ['nonsense', 'HELO tocsin\r\n\r\n', 400],
    ['a Content-Length that is no number', `${head}Content-Length: abc\r\n\r\n{}`, 400],
    ['two lengths', `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400],
    ['a length and chunks', `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    ['a chunk size that is no number', `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 400],
    ['header fields of 20 kB', `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    [
      'chunks beyond the limit',
      `${head}Transfer-Encoding: chunked\r\n\r\n50000\r\n${' '.repeat(0x50000)}\r\n0\r\n\r\n`,
      413,
    ],
    ['TRACE', 'TRACE /v1/reports HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: a=b\r\n\r\n', 405],
  ])('%s', async (_name, text, status) => {
    const answer = await exchange(text);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/content-type: application\/problem\+json\r\n/i);
    expect(answer).toMatch(/x-request-id: [\w-]+\r\n/i);
    expect(answer).not.toMatch(/^server:|x-powered-by|cookie/im);
    const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
    expect(body).toMatchObject({ status });
    expect(Object.values(PROBLEMS).map(({ title }) => title)).toContain(body.title);
  });
});
