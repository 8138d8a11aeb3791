import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';

/** What requests of the table refer to. */
export interface Known {
  /** A hazard of S1. */
  readonly hazardId: string;
  /** A hazard of another district. */
  readonly foreignHazardId: string;
  readonly personId: string;
  readonly postId: string;
  /** A cursor of the list of organisations. */
  readonly organisationCursor: string;
}

export type Sender = 'officer' | 'section' | 'admin' | 'nobody';

export interface BadRequest {
  readonly name: string;
  readonly as: Sender;
  readonly method: string;
  readonly path: string | ((known: Known) => string);
  /** An object is sent as JSON, text and bytes as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  /** The pointers and parameters that the answer must name. */
  readonly at?: readonly string[];
}

const JSON_TYPE = { 'content-type': 'application/json' };
const CSV_TYPE = { 'content-type': 'text/csv' };
const ANY_VERSION = { 'if-match': '*' };

export const REPORT = {
  organisationCode: 'S1',
  place: { site: '主校区', building: '北教学楼', spot: '二层东侧' },
  category: 'fire',
  description: '走廊灭火器压力不足，已过期三个月。',
  observations: ['FI-31'],
};
const without = (field: keyof typeof REPORT): object => ({ ...REPORT, [field]: undefined });
/** The good report with more members, as text, since JSON.stringify cannot write what is wrong with it. */
const withMembers = (members: string): string => JSON.stringify(REPORT).replace(/\}$/, `,${members}}`);

const report = (name: string, body: unknown, at: readonly string[] = [], status = 400): BadRequest => {
  return { name: `a report ${name}`, as: 'officer', method: 'POST', path: '/v1/hazards', body, status, at };
};
const raw = (
  name: string,
  body: string | Buffer,
  at: readonly string[] = [],
  headers = JSON_TYPE,
  status = 400,
): BadRequest => {
  return { ...report(name, body, at, status), headers };
};
const listed = (query: string, at: string, status = 400): BadRequest => {
  const name = `a list of hazards with ${query.length > 40 ? `${query.slice(0, 12)}… of ${query.length} characters` : query}`;
  return { name, as: 'officer', method: 'GET', path: `/v1/hazards?${query}`, status, at: [at] };
};

const forged = (list: string, name: string, keys: readonly unknown[], as: BadRequest['as'] = 'officer'): BadRequest => {
  const cursor = Buffer.from(JSON.stringify([list, ...keys])).toString('base64url');
  return {
    name: `a cursor of ${list} ${name}`,
    as,
    method: 'GET',
    path: `/v1/${list}?cursor=${cursor}`,
    status: 400,
    at: ['cursor'],
  };
};

const REPORTS: readonly BadRequest[] = [
  report('without a body', undefined, ['']),
  report('that is a list', [REPORT], ['']),
  report('that is null', 'null', ['']),
  report('that is a text', '"report"', ['']),
  raw('that ends too early', '{"organisationCode":"S1"'),
  raw('with a trailing comma', '{"organisationCode":"S1",}'),
  raw('with a comment', '{/* hello */}'),
  report('without an organisation', without('organisationCode'), ['/organisationCode']),
  report('of an organisation by number', { ...REPORT, organisationCode: 7 }, ['/organisationCode']),
  report('of an organisation by query', { ...REPORT, organisationCode: { $ne: null } }, ['/organisationCode']),
  report('of a school elsewhere', { ...REPORT, organisationCode: 'T1' }, [], 404),
  report('of a school nowhere', { ...REPORT, organisationCode: "S1' or '1'='1" }, [], 404),
  { ...report('of a bureau', { ...REPORT, organisationCode: 'D1' }, ['/organisationCode']), as: 'section' },
  report('without a place', without('place'), ['/place']),
  report('with a place as text', { ...REPORT, place: '主校区' }, ['/place']),
  report('with a list of places', { ...REPORT, place: [{ site: '主校区' }] }, ['/place']),
  report('with a place without a site', { ...REPORT, place: { building: '北教学楼' } }, ['/place/site']),
  report('with a site that is a number', { ...REPORT, place: { site: 3 } }, ['/place/site']),
  report('with a floor', { ...REPORT, place: { site: '主校区', floor: 2 } }, ['/place/floor']),
  report('with a building of 101 characters', { ...REPORT, place: { site: 'a', building: 'b'.repeat(101) } }, [
    '/place/building',
  ]),
  report('of an unknown category', { ...REPORT, category: 'dragons' }, ['/category']),
  report('of two categories', { ...REPORT, category: ['fire', 'gas'] }, ['/category']),
  report('without a description', without('description'), ['/description']),
  report('with a blank description', { ...REPORT, description: ' \n\t' }, ['/description']),
  report('with 4001 characters', { ...REPORT, description: '隐'.repeat(4001) }, ['/description']),
  report('with a bell in it', { ...REPORT, description: '响\u0007铃' }, ['/description']),
  report('that turns the direction of writing', { ...REPORT, description: '灭火器\u202Egpj' }, ['/description']),
  report('with observations as text', { ...REPORT, observations: 'FI-31' }, ['/observations']),
  report('with an observation as number', { ...REPORT, observations: [31] }, ['/observations']),
  report('with an unreadable rule', { ...REPORT, observations: ['fi 31'] }, ['/observations']),
  report('with a rule that does not exist', { ...REPORT, observations: ['FI-31', 'ZZ-99'] }, ['/observations/1']),
  report('with a rule twice', { ...REPORT, observations: ['FI-31', 'FI-31'] }, ['/observations']),
  report('with 21 rules', { ...REPORT, observations: Array.from({ length: 21 }, (_, i) => `FI-${i + 10}`) }, [
    '/observations',
  ]),
  report('from an unknown source', { ...REPORT, source: 'rumour' }, ['/source']),
  report('of a day', { ...REPORT, discoveredAt: '2026-09-20' }, ['/discoveredAt']),
  report('of a time without offset', { ...REPORT, discoveredAt: '2026-09-20T08:00:00' }, ['/discoveredAt']),
  report('of 30 February', { ...REPORT, discoveredAt: '2026-02-30T08:00:00+08:00' }, ['/discoveredAt']),
  report('of 24 o’clock', { ...REPORT, discoveredAt: '2026-09-20T24:00:00+08:00' }, ['/discoveredAt']),
  report('of the future', { ...REPORT, discoveredAt: '2027-09-20T08:00:00+08:00' }, ['/discoveredAt']),
  report('of the year 0', { ...REPORT, discoveredAt: '0000-05-01T08:00:00Z' }, ['/discoveredAt']),
  report('of the year 0 in UTC', { ...REPORT, discoveredAt: '0001-01-01T00:00:00+08:00' }, ['/discoveredAt']),
  report('of the year 206', { ...REPORT, discoveredAt: '0206-05-01T08:00:00+08:00' }, ['/discoveredAt']),
  report('of a number of seconds', { ...REPORT, discoveredAt: 1790000000 }, ['/discoveredAt']),
  report('with a client id with a space', { ...REPORT, clientReportId: 'a b' }, ['/clientReportId']),
  report('with an empty client id', { ...REPORT, clientReportId: '' }, ['/clientReportId']),
  report('with a client id of 101 characters', { ...REPORT, clientReportId: 'c'.repeat(101) }, ['/clientReportId']),
  report('with "true" in quotation marks', { ...REPORT, externalCause: 'true' }, ['/externalCause']),
  report('with an unknown type of place', { ...REPORT, placeType: 'dorm' }, ['/placeType']),
  report('with the same in quotation marks', { ...REPORT, seenBefore: 'false' }, ['/seenBefore']),
  report('with an exclusion as text', { ...REPORT, exclusions: ['out-of-use'] }, ['/exclusions/0']),
  report('with an exclusion without a reason', { ...REPORT, exclusions: [{ exclusion: 'out-of-use' }] }, [
    '/exclusions/0/reason',
  ]),
  report('with an exclusion that no rule knows', { ...REPORT, exclusions: [{ exclusion: 'no-time', reason: '忙' }] }, [
    '/exclusions/0/exclusion',
  ]),
  report(
    'that names the speaker',
    { ...REPORT, exclusions: [{ exclusion: 'out-of-use', reason: '停用', by: 'director' }] },
    ['/exclusions/0/by'],
  ),
  report('that decides its status', { ...REPORT, status: 'closed' }, ['/status']),
  report('that decides its grade and term', { ...REPORT, grade: 'general', dueAt: '2030-01-01T00:00:00Z' }, [
    '/grade',
    '/dueAt',
  ]),
  report('that names its owner', { ...REPORT, ownerId: 'me', owner_id: 'me' }, ['/ownerId', '/owner_id']),
];

const ENCODINGS: readonly BadRequest[] = [
  raw('with NUL', withMembers('"source":"self\\u0000check"'), ['/source']),
  raw('with half of a surrogate pair', withMembers('"clientReportId":"\\ud83d"'), ['/clientReportId']),
  raw('with a name that holds NUL', withMembers('"a\\u0000":1')),
  raw('with a bare control character', withMembers('"source":"a\u0001b"')),
  raw(
    'with a byte that is not UTF-8',
    Buffer.concat([Buffer.from('{"description":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
  ),
  raw(
    'with an overlong slash',
    Buffer.concat([Buffer.from('{"description":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]),
  ),
  raw(
    'with an encoded surrogate',
    Buffer.concat([Buffer.from('{"description":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]),
  ),
  raw('in UTF-16', Buffer.from(`\ufeff${JSON.stringify(REPORT)}`, 'utf16le')),
  raw('in GB18030', iconv.encode(JSON.stringify(REPORT), 'gb18030')),
  raw('with a field twice', withMembers('"category":"gas"'), ['/category']),
  raw('with __proto__', withMembers('"__proto__":{"isAdmin":true}'), ['/__proto__']),
  raw('with a constructor', withMembers('"constructor":{"prototype":{}}'), ['/constructor']),
  raw('with a number beyond all doubles', withMembers('"source":1e999'), ['/source']),
  raw('with a number that would be rounded', withMembers('"source":9007199254740993'), ['/source']),
  raw('33 levels deep', `${'['.repeat(33)}${']'.repeat(33)}`),
  raw('a hundred thousand levels deep', '['.repeat(100_000)),
  raw('with 1001 fields', `{${Array.from({ length: 1001 }, (_, i) => `"f${i}":1`).join(',')}}`),
  raw('of more than 256 KiB', withMembers(`"source":"${'x'.repeat(262_144)}"`), [], JSON_TYPE, 413),
  raw('as a form', 'organisationCode=S1', [], { 'content-type': 'application/x-www-form-urlencoded' }, 415),
  raw('as plain text', JSON.stringify(REPORT), [], { 'content-type': 'text/plain' }, 415),
  raw('as CSV', 'organisationCode\nS1\n', [], CSV_TYPE, 415),
  raw('of no type that exists', '{}', [], { 'content-type': 'json' }, 415),
  raw(
    'that is compressed',
    gzipSync(JSON.stringify(REPORT)),
    [],
    { ...JSON_TYPE, 'content-encoding': 'gzip' } as typeof JSON_TYPE,
    415,
  ),
];

const QUERIES: readonly BadRequest[] = [
  listed('limit=0', 'limit'),
  listed('limit=201', 'limit'),
  listed('limit=ten', 'limit'),
  listed('limit=1.5', 'limit'),
  listed('limit=', 'limit'),
  listed('limit=1&limit=2', 'limit'),
  listed('limit[]=1', 'limit[]'),
  listed('colour=red', 'colour'),
  listed('__proto__=1', '__proto__'),
  listed('status=gone', 'status'),
  listed('status=closed&status=reported', 'status'),
  listed('grade=huge', 'grade'),
  listed('category=fire,gas', 'category'),
  listed('overdue=yes', 'overdue'),
  listed('dueBefore=tomorrow', 'dueBefore'),
  listed('dueBefore=2026-10-01T00:00:00', 'dueBefore'),
  listed(`under=${'S'.repeat(65)}`, 'under'),
  listed('under=S%00', 'under'),
  listed('under=%ff', 'under'),
  listed(`under=${'S'.repeat(501)}`, 'under'),
  listed('cursor=abc', 'cursor'),
  listed(`cursor=${'a'.repeat(501)}`, 'cursor'),
  forged('hazards', 'without a time', ['now()', 'x']),
  forged('hazards', 'with what is no id', ['2026-01-01T00:00:00Z', 'x']),
  forged('hazards', 'with objects', [{ a: 1 }, []]),
  forged('composite-cases', 'with what is no id', ['2026-01-01T00:00:00Z', 'x']),
  forged('alerts', 'with what is no id', ['2026-01-01T00:00:00Z', 'x'], 'officer'),
  forged('deliveries', 'with what is no number', ['x'], 'admin'),
  forged('organisations', 'with a number', [7], 'admin'),
  forged('people', 'with half a character', ['\ud83d'], 'admin'),
  {
    ...listed('another list’s cursor', 'cursor'),
    path: ({ organisationCursor }) => `/v1/hazards?cursor=${organisationCursor}`,
  },
  { ...listed('a parameter on one hazard', 'expand'), path: ({ hazardId }) => `/v1/hazards/${hazardId}?expand=all` },
];

const at = (
  name: string,
  as: BadRequest['as'],
  method: string,
  path: BadRequest['path'],
  status: number,
  more: Partial<BadRequest> = {},
): BadRequest => ({
  name,
  as,
  method,
  path,
  status,
  ...more,
});

const ADDRESSES: readonly BadRequest[] = [
  at('the address of a hazard that is no id', 'officer', 'GET', '/v1/hazards/not-an-id', 400, { at: ['id'] }),
  at(
    'the address of a hazard elsewhere',
    'officer',
    'GET',
    ({ foreignHazardId }) => `/v1/hazards/${foreignHazardId}`,
    404,
  ),
  at('a climb out of an address', 'officer', 'GET', '/v1/hazards/..%2f..%2fmetrics', 400, { at: ['id'] }),
  at('an address with NUL', 'officer', 'GET', '/v1/organisations/S1%00', 404),
  at('an address that is not UTF-8', 'officer', 'GET', '/v1/organisations/%ff', 400),
  at('an address of 300 characters', 'officer', 'GET', `/v1/organisations/${'S'.repeat(300)}`, 414),
  at('an address with a stray percent sign', 'officer', 'GET', '/v1/organisations/%', 400),
  at('the address of a person as text', 'officer', 'GET', '/v1/people/me', 404),
  at('the number of a delivery that is none', 'admin', 'POST', '/v1/deliveries/0/replay', 400, { at: ['id'] }),
  at('the number of a delivery beyond all', 'admin', 'POST', '/v1/deliveries/99999999999999999999/replay', 400, {
    at: ['id'],
  }),
  at('a calendar of no year', 'officer', 'GET', '/v1/calendars/soon', 400, { at: ['year'] }),
  at('a calendar of another age', 'officer', 'GET', '/v1/calendars/1899', 400, { at: ['year'] }),
  at('a method that the address does not have', 'officer', 'DELETE', '/v1/hazards', 405),
  at('an address that does not exist', 'officer', 'GET', '/v1/hazard', 404),
  at('a body where none is taken', 'admin', 'DELETE', ({ postId }) => `/v1/posts/${postId}`, 400, {
    body: { really: true },
    at: [''],
  }),
  at('a token that is none', 'nobody', 'GET', '/v1/hazards', 401, {
    headers: { authorization: 'Bearer let-me-in-please-now' },
  }),
  at('a password instead of a token', 'nobody', 'GET', '/v1/hazards', 401, {
    headers: { authorization: 'Basic YWRtaW46YWRtaW4=' },
  }),
  at('a token of one character', 'nobody', 'GET', '/v1/hazards', 401, { headers: { authorization: 'Bearer x' } }),
];

const change = (
  name: string,
  headers: Readonly<Record<string, string>>,
  status: number,
  body: unknown = { name: '别名' },
): BadRequest => at(`a change ${name}`, 'admin', 'PATCH', '/v1/organisations/S1', status, { headers, body });

const CHANGES: readonly BadRequest[] = [
  change('of no version', {}, 428),
  change('of a weak version', { 'if-match': 'W/"v1"' }, 412),
  change('of a version without quotation marks', { 'if-match': 'v1' }, 412),
  change('of half a version', { 'if-match': '"v1' }, 412),
  change('of a version to come', { 'if-match': '"v7"' }, 412),
  change('of a version among rubbish', { 'if-match': '"v1", rubbish' }, 412),
  { ...change('with a name of 101 characters', ANY_VERSION, 400, { name: '校'.repeat(101) }), at: ['/name'] },
  { ...change('of a code', ANY_VERSION, 400, { code: 'S9' }), at: ['/code'] },
  { ...change('to a day that does not exist', ANY_VERSION, 400, { validTo: '2026-02-29' }), at: ['/validTo'] },
  { ...change('to a parent that does not exist', ANY_VERSION, 422, { parentCode: 'NOWHERE' }), at: ['/parentCode'] },
  at(
    'a decision on a grade that is a question',
    'section',
    'POST',
    ({ hazardId }) => `/v1/hazards/${hazardId}/grade-decisions`,
    400,
    {
      body: { grade: 'suspected-major', reason: '待定' },
      at: ['/grade'],
    },
  ),
  at(
    'a decision without its reason',
    'section',
    'POST',
    ({ hazardId }) => `/v1/hazards/${hazardId}/grade-decisions`,
    400,
    {
      body: { grade: 'major', reason: '   ' },
      at: ['/reason'],
    },
  ),
  at('a delegation that runs backwards', 'admin', 'POST', ({ postId }) => `/v1/posts/${postId}/delegations`, 400, {
    body: { toUsername: 's1-vice', from: '2026-10-09T08:00:00+08:00', to: '2026-10-08T08:00:00+08:00', reason: '外出' },
    at: ['/to'],
  }),
  at('an absence without an end', 'officer', 'POST', ({ personId }) => `/v1/people/${personId}/absences`, 400, {
    body: { from: '2026-10-09T08:00:00+08:00', reason: '病假' },
    at: ['/to'],
  }),
  at('a post with a role that nobody has', 'admin', 'POST', '/v1/organisations/S1/posts', 400, {
    body: { username: 's1-vice', role: 'emperor' },
    at: ['/role'],
  }),
  at('a rehearsal of nothing', 'admin', 'POST', '/v1/clock', 400, { body: { advance: 'P0D' }, at: ['/advance'] }),
  at('a rehearsal of eight days in words', 'admin', 'POST', '/v1/clock', 400, {
    body: { advance: '8 days' },
    at: ['/advance'],
  }),
  at('a rehearsal back in time', 'admin', 'POST', '/v1/clock', 400, { body: { advance: '-P1D' }, at: ['/advance'] }),
  at('a rehearsal of a number', 'admin', 'POST', '/v1/clock', 400, { body: { advance: 8 }, at: ['/advance'] }),
  at('a sign-in with a list of names', 'nobody', 'POST', '/v1/sessions', 400, {
    body: { username: ['admin'], password: 'x' },
    at: ['/username'],
  }),
  at('a sign-in without a password', 'nobody', 'POST', '/v1/sessions', 400, {
    body: { username: 'admin' },
    at: ['/password'],
  }),
  at('a sign-in that wants to stay', 'nobody', 'POST', '/v1/sessions', 400, {
    body: { username: 'admin', password: 'x', remember: true },
    at: ['/remember'],
  }),
  at('a password that is too short', 'officer', 'PUT', '/v1/me/password', 400, {
    body: { currentPassword: 'x', newPassword: '123456' },
    at: ['/newPassword'],
  }),
  at('a calendar of another year', 'admin', 'PUT', '/v1/calendars/2027', 400, {
    body: { year: 2028, status: 'provisional', source: '通知', daysOff: [], makeUpWorkdays: [] },
    at: ['/year'],
  }),
  at('a calendar with a day that does not exist', 'admin', 'PUT', '/v1/calendars/2027', 400, {
    body: { year: 2027, status: 'provisional', source: '通知', daysOff: ['2027-02-29'], makeUpWorkdays: [] },
    at: ['/daysOff/0'],
  }),
  at('a calendar with a field of its own', 'admin', 'PUT', '/v1/calendars/2027', 400, {
    body: { year: 2027, status: 'provisional', source: '通知', daysOff: [], makeUpWorkdays: [], weekend: 'moved' },
    at: ['/weekend'],
  }),
  at('a policy without steps', 'admin', 'POST', '/v1/escalation-policies', 400, {
    body: { id: 'p', version: '1', kind: 'rectify', legalBasis: {}, steps: [] },
    at: ['/steps'],
  }),
];

const HEAD = 'code,name,kind,parentCode,zone';
const file = (
  name: string,
  path: string,
  body: string | Buffer,
  at_: readonly string[],
  status = 422,
  headers = CSV_TYPE,
): BadRequest => {
  return { name, as: 'admin', method: 'POST', path, body, headers, status, at: at_ };
};
const organisations = (name: string, body: string | Buffer, at_: readonly string[] = [], status = 422): BadRequest =>
  file(`organisations ${name}`, '/v1/organisations/import', body, at_, status);
const people = (name: string, line: string, column: string): BadRequest =>
  file(
    `people ${name}`,
    '/v1/people/import',
    `username,name,phone,email,post,organisationCode\nfine.one,好人,,,principal,S3\n${line}\n`,
    [`/lines/3/${column}`],
  );

const FILES: readonly BadRequest[] = [
  organisations('in an empty file', '', [], 400),
  organisations('without a line', `${HEAD}\n`),
  organisations('with a wrong column', 'code,name,type,parentCode,zone\nX1,新校,primary-school,D1,\n', [
    '/lines/1/type',
    '/lines/1/kind',
  ]),
  organisations('with a column twice', `${HEAD},zone\nX1,新校,primary-school,D1,,\n`, ['/lines/1/zone']),
  organisations('with a line too short', `${HEAD}\nX1,新校,primary-school,D1,\nX2,新校\n`, ['/lines/3']),
  organisations('with a quotation mark alone', `${HEAD}\nX1,"新校,primary-school,D1,\n`, ['/lines/2'], 400),
  organisations('of an unknown kind', `${HEAD}\nX1,新校,castle,D1,\n`, ['/lines/2/kind']),
  organisations('with a code that cannot be one', `${HEAD}\nX/1,新校,primary-school,D1,\n`, ['/lines/2/code']),
  organisations('with a code twice', `${HEAD}\nX1,新校,primary-school,D1,\nX1,又一校,primary-school,D1,\n`, [
    '/lines/3/code',
  ]),
  organisations('below a parent that does not exist', `${HEAD}\nX1,新校,primary-school,NOWHERE,\n`, [
    '/lines/2/parentCode',
  ]),
  organisations('with a name of 101 characters', `${HEAD}\nX1,${'校'.repeat(101)},primary-school,D1,\n`, [
    '/lines/2/name',
  ]),
  organisations('from a day that does not exist', `${HEAD},validFrom\nX1,新校,primary-school,D1,,2026-02-30\n`, [
    '/lines/2/validFrom',
  ]),
  organisations(
    'with good lines around two bad ones',
    `${HEAD}\nX1,新校,primary-school,D1,\nX2,,primary-school,D1,\nX3,三校,palace,D1,\nX4,四校,primary-school,D1,\n`,
    ['/lines/3/name', '/lines/4/kind'],
  ),
  organisations('in UTF-16', Buffer.from(`\ufeff${HEAD}\nX1,新校,primary-school,D1,\n`, 'utf16le'), [], 400),
  organisations(
    'in no encoding',
    Buffer.concat([Buffer.from(`${HEAD}\nX1,`), Buffer.from([0x81, 0x20, 0xff, 0xff])]),
    [],
    400,
  ),
  organisations('with NUL', Buffer.from(`${HEAD}\nX1,新\0校,primary-school,D1,\n`), [], 400),
  organisations('with a control character', `${HEAD}\nX1,新\u0007校,primary-school,D1,\n`, ['/lines/2/name']),
  file('organisations as JSON', '/v1/organisations/import', '{}', [], 415, JSON_TYPE),
  file(
    'organisations of more than 10 MiB',
    '/v1/organisations/import',
    Buffer.alloc(10 * 1024 * 1024 + 1, 'x'),
    [],
    413,
  ),
  people('with a name of one letter', 'x,短名,,,principal,S3', 'username'),
  people('with letters in a telephone number', 'x.one,某人,call me,,principal,S3', 'phone'),
  people('with a mail address that is none', 'x.one,某人,,somebody,principal,S3', 'email'),
  people('with two mail addresses', 'x.one,某人,,a@b.example;c@d.example,principal,S3', 'email'),
  people('with an unknown post', 'x.one,某人,,,emperor,S3', 'post'),
  people('with a post of another level', 'x.one,某人,,,director,S3', 'post'),
  people('of an organisation that does not exist', 'x.one,某人,,,principal,NOWHERE', 'organisationCode'),
  people('with a post twice', 'fine.one,好人,,,principal,S3', 'post'),
  people('who are somebody else already', 's1-vice,别人,,,vice-principal,S1', 'name'),
];

export const BAD_REQUESTS: readonly BadRequest[] = [
  ...REPORTS,
  ...ENCODINGS,
  ...QUERIES,
  ...ADDRESSES,
  ...CHANGES,
  ...FILES,
];
