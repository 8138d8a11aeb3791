import { type InjectOptions } from 'fastify';
import iconv from 'iconv-lite';
import { type Client } from '../harness/client.js';
import { World } from '../harness/world.js';
import { BAD_LEDGERS, type BadLedger, GOOD_LEDGERS } from './bad-ledgers.js';
import { BAD_REQUESTS, type BadRequest, type Known, REPORT } from './bad-requests.js';

/** Nothing of our own house may show in an answer: no stack, no file, no SQL, no name of a library or of a constraint. */
const LEAK =
  /node_modules|\bat .+\.[jt]s|FST_|Exception|SyntaxError|TypeError|QueryFailed|_excl|_fkey|_pkey|\bselect\b.*\bfrom\b|pg_/i;
const SIGNED_IN = { officer: 's1-safety', section: 'section', admin: 'admin' } as const;

interface LedgerAnswer {
  readonly lines: readonly { readonly result: string; readonly errors?: readonly { readonly pointer: string }[] }[];
  readonly errors?: readonly { readonly pointer: string }[];
}

describe('what cannot be right', () => {
  let world: World;
  let known: Known;
  const clients = new Map<string, Client>();

  beforeAll(async () => {
    world = await World.begin('2026-09-21T09:00:00+08:00');
    for (const username of Object.values(SIGNED_IN)) clients.set(username, await world.as(username));
    const officer = await world.as('s1-safety');
    const elsewhere = await world.as('t1-principal');
    const hazard = await officer.ok('POST', '/v1/hazards', REPORT);
    const foreign = await elsewhere.ok('POST', '/v1/hazards', { ...REPORT, organisationCode: 'T1' });
    await world.settled();
    const { next } = await (await world.as('admin')).ok('GET', '/v1/organisations?limit=1');
    const [post] = await world.query<{ id: string; person: string }>(
      `select t.id, t.person_id as person from app.post t join app.person p on p.id = t.person_id where username = 's1-safety'`,
    );
    known = {
      hazardId: hazard.id,
      foreignHazardId: foreign.id,
      personId: post?.person ?? '',
      postId: post?.id ?? '',
      organisationCursor: next,
    };
  });
  afterAll(() => world?.end());

  it('is tried in more than a hundred ways, each under a name of its own', () => {
    expect(BAD_REQUESTS.length).toBeGreaterThan(100);
    expect(new Set(BAD_REQUESTS.map(({ name }) => name)).size).toBe(BAD_REQUESTS.length);
  });

  it.each(BAD_REQUESTS.map((request) => [request.name, request] as const))('%s', async (_name, request) => {
    const before = await everything();
    const answer = await send(request);
    const problem = JSON.parse(answer.body) as { errors?: { pointer?: string; parameter?: string; message: string }[] };
    expect({ status: answer.statusCode, problem }).toMatchObject({ status: request.status });
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(problem).toMatchObject({
      type: expect.stringMatching(/^urn:tocsin:problem:[a-z-]+$/),
      title: expect.any(String),
      status: request.status,
      instance: answer.headers['x-request-id'],
    });
    const named = (problem.errors ?? []).map(({ pointer, parameter }) => pointer ?? parameter);
    expect(named).toEqual(expect.arrayContaining([...(request.at ?? [])]));
    expect(answer.body).not.toMatch(LEAK);
    expect(await everything()).toEqual(before);
  });

  it('is not found in what is right: a report that holds every field', async () => {
    const full = {
      ...REPORT,
      source: 'inspection',
      discoveredAt: '2026-09-20T08:00:00+08:00',
      clientReportId: 'phone-7f3a-1',
      externalCause: false,
      description: '𠮷楼🏫走廊\n=cmd()|calc',
    };
    const officer = await world.as('s1-safety');
    const { id } = await officer.ok('POST', '/v1/hazards', full);
    expect((await officer.ok('GET', `/v1/hazards/${id}`)).description).toBe(full.description);
    await world.settled();
  });

  it.each([
    ['UTF-8', 'utf-8', ''],
    ['UTF-8 with a byte order mark', 'utf-8', '\ufeff'],
    ['GB18030', 'gb18030', ''],
  ])('is not found in a file in %s', async (name, encoding, mark) => {
    const code = `E-${name.length}-${encoding}`;
    const text = `${mark}code,name,kind,parentCode,zone\r\n${code},龙泉驿区实验学校（䶮校区）,小学,D1,\r\n`;
    const admin = await world.as('admin');
    await admin.ok('POST', '/v1/organisations/import', iconv.encode(text, encoding, { addBOM: false }));
    expect((await admin.ok('GET', `/v1/organisations/${code}`)).name).toBe('龙泉驿区实验学校（䶮校区）');
  });

  describe('is found in a ledger with', () => {
    const isThere = async (): Promise<boolean> => {
      const document = await world.anonymous().ok('GET', '/openapi.json');
      return document.paths['/v1/hazards/import']?.post !== undefined;
    };
    const importing = async ({ name, type = 'text/csv', content }: BadLedger) => {
      const headers = { 'content-type': type };
      return send({
        name,
        as: 'officer',
        method: 'POST',
        path: '/v1/hazards/import',
        body: await content(),
        headers,
        status: 0,
      });
    };

    it.each(BAD_LEDGERS.map((ledger) => [ledger.name, ledger] as const))('%s', async (_name, ledger) => {
      if (!(await isThere()))
        return void process.stderr.write('There is no import of ledgers yet, so nothing was tried.\n');
      const before = await everything();
      const answer = await importing(ledger);
      const body = JSON.parse(answer.body) as LedgerAnswer;
      expect({ status: answer.statusCode, body }).toMatchObject({ status: ledger.status ?? 200 });
      const errors =
        ledger.status === undefined ? body.lines.flatMap((line) => line.errors ?? []) : (body.errors ?? []);
      if (ledger.status === undefined) expect(body.lines.map(({ result }) => result)).toEqual(['refused']);
      else expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(errors.map(({ pointer }) => pointer)).toEqual(expect.arrayContaining(ledger.at ? [ledger.at] : []));
      expect(answer.body).not.toMatch(LEAK);
      expect(await everything()).toEqual(before);
    });

    it('nothing when it comes in any of its forms, and recognises it in the next', async () => {
      if (!(await isThere()))
        return void process.stderr.write('There is no import of ledgers yet, so nothing was tried.\n');
      const results: string[] = [];
      for (const ledger of GOOD_LEDGERS) {
        const answer = await importing(ledger);
        results.push(...(JSON.parse(answer.body) as LedgerAnswer).lines.map(({ result }) => result));
      }
      expect(results).toEqual(['accepted', 'repeated', 'repeated', 'repeated']);
      await world.settled();
    });
  });

  it('is not 500 either when it comes as arbitrary bytes', async () => {
    const statuses = new Set<number>();
    for (let seed = 1; seed <= 60; seed += 1) {
      const body = Buffer.from(
        Array.from(
          { length: 40 },
          (_, index) => (seed * 2654435761 + index * index * 97 + (seed << (index % 7))) & 0xff,
        ),
      );
      for (const path of ['/v1/hazards', '/v1/organisations/import']) {
        const headers = { 'content-type': path.endsWith('import') ? 'text/csv' : 'application/json' };
        const as = path.endsWith('import') ? 'admin' : 'officer';
        statuses.add((await send({ name: '', as, method: 'POST', path, body, headers, status: 0 })).statusCode);
      }
    }
    expect([...statuses].filter((status) => status !== 400 && status !== 422)).toEqual([]);
  });

  function send({ as, method, path, body, headers }: BadRequest) {
    const token = as === 'nobody' ? undefined : clients.get(SIGNED_IN[as])?.token;
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    return world.standalone.http.app.inject({
      method: method as InjectOptions['method'],
      url: typeof path === 'string' ? path : path(known),
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { payload: isRaw ? body : JSON.stringify(body) }),
    });
  }

  /** A fingerprint of every row of every table, so that a change counts as much as a new row. */
  /** All tables but those of the seal, which the service writes by a timer of its own, whoever asks for what. */
  async function everything(): Promise<Record<string, string>> {
    const tables = await world.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'app'::regnamespace and relkind = 'r'
          and relname not in ('checkpoint', 'sealed_head') order by relname`,
    );
    const prints = tables.map(
      ({ name }) =>
        `select '${name}' as name, count(*) || ' ' || coalesce(md5(string_agg(t::text, ';' order by t::text)), '') as print from app.${name} t`,
    );
    const rows = await world.query<{ name: string; print: string }>(prints.join(' union all '));
    return Object.fromEntries(rows.map(({ name, print }) => [name, print]));
  }
});
