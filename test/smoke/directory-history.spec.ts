import { historyOf } from '../harness/invariants.js';
import { World } from '../harness/world.js';

interface Entry {
  readonly seq: number;
  readonly type: string;
  readonly actorName: string | null;
  readonly personName: string | null;
  readonly data: Record<string, unknown>;
}

describe('the history of the directory', () => {
  let world: World;
  beforeEach(async () => (world = await World.begin('2026-09-21T10:00:00+08:00')));
  afterEach(async () => {
    try {
      expect((await historyOf(world.standalone.databaseUrl)).faults).toEqual([]);
    } finally {
      await world.end();
    }
  });

  const historyAt = async (code: string, as = 'section'): Promise<Entry[]> =>
    (await (await world.as(as)).ok<{ items: Entry[] }>('GET', `/v1/organisations/${code}/history?limit=200`)).items;
  const told = (entries: readonly Entry[]): unknown[] =>
    entries.map(({ type, actorName, personName }) => [type, actorName, personName]);
  const current = { 'if-match': '*' };

  it('says who gave whom this post, and who took it', async () => {
    const admin = await world.as('admin');
    const before = await historyAt('S2');
    expect(before.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(before[0]).toMatchObject({ type: 'organisation.created', data: { code: 'S2', parentCode: 'Z1' } });
    expect(
      before
        .slice(1)
        .map(({ type, personName }) => [type, personName])
        .sort(),
    ).toEqual([
      ['post.given', '孙浩'],
      ['post.given', '朱红'],
      ['post.given', '陈静'],
    ]);
    const { id } = await admin.ok('POST', '/v1/organisations/S2/posts', { username: 's2-safety', role: 'principal' });
    await admin.ok('DELETE', `/v1/posts/${id}`);
    // Ended once more, it stays as it ended.
    await admin.ok('DELETE', `/v1/posts/${id}`);
    const after = (await historyAt('S2')).slice(4);
    expect(told(after)).toEqual([
      ['post.given', before[0]!.actorName, '朱红'],
      ['post.ended', before[0]!.actorName, '朱红'],
    ]);
    expect(after[0]!.data).toMatchObject({ postId: id, role: 'principal', to: null });
  });

  it('tells what was renamed, moved and closed, as it was and as it is', async () => {
    const admin = await world.as('admin');
    await admin.ok('PATCH', '/v1/organisations/S2', { name: '青槐区实验小学', zone: 'Z2' }, current);
    await admin.ok('PATCH', '/v1/organisations/S2', { validTo: '2027-09-01' }, current);
    await admin.ok('PATCH', '/v1/organisations/S2', { validTo: '2027-09-01' }, current);
    expect((await historyAt('S2')).slice(4).map(({ type, data }) => [type, data])).toEqual([
      [
        'organisation.changed',
        { name: { from: '青槐区第二小学', to: '青槐区实验小学' }, parentCode: { from: 'Z1', to: 'Z2' } },
      ],
      ['organisation.changed', { validTo: { from: null, to: '2027-09-01' } }],
    ]);
  });

  it('tells of stand-ins and absences, and not why', async () => {
    const principal = await world.as('s2-principal');
    const period = { from: '2026-10-08T00:00:00+08:00', to: '2026-10-15T00:00:00+08:00', reason: '住院手术' };
    const { id } = (await principal.ok('GET', '/v1/me')).person;
    const { items } = await principal.ok('GET', '/v1/organisations/S2/posts');
    const post = items.find((one: { role: string }) => one.role === 'principal');
    const cover = await principal.ok('POST', `/v1/posts/${post.id}/delegations`, {
      ...period,
      toUsername: 's2-safety',
    });
    await principal.ok('DELETE', `/v1/delegations/${cover.id}`);
    const absence = await principal.ok('POST', `/v1/people/${id}/absences`, period);
    await principal.ok('DELETE', `/v1/people/${id}/absences/${absence.id}`);
    const entries = (await historyAt('S2')).slice(4);
    expect(told(entries)).toEqual([
      ['delegation.given', '陈静', '朱红'],
      ['delegation.ended', '陈静', '朱红'],
      ['absence.recorded', '陈静', '陈静'],
      ['absence.ended', '陈静', '陈静'],
    ]);
    expect(JSON.stringify(entries)).not.toContain('住院');
  });

  it('is for administrators and the bureau above, page by page', async () => {
    const status = async (as: string, code: string): Promise<number> =>
      (await (await world.as(as)).get(`/v1/organisations/${code}/history`)).status;
    expect(await status('admin', 'S2')).toBe(200);
    expect(await status('s2-principal', 'S2')).toBe(403);
    expect(await status('d2-section', 'S2')).toBe(404);
    expect(await status('section', 'T1')).toBe(404);
    const section = await world.as('section');
    const seen: number[] = [];
    for (let path: string | null = '/v1/organisations/S2/history?limit=3'; path;) {
      const page: { items: Entry[]; next: string | null } = await section.ok('GET', path);
      seen.push(...page.items.map(({ seq }) => seq));
      path = page.next && `/v1/organisations/S2/history?limit=3&cursor=${page.next}`;
    }
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it.each([
    ['edited', `actor = 'person:somebody'`],
    ['chain-broken', `previous = sha256(previous)`],
  ])('shows where it was forged: %s', async (fault, forgery) => {
    const forged = (change: string): Promise<unknown[]> =>
      world.query(
        `do $$ begin set local session_replication_role = replica;
           update app.event set ${change} where type = 'post.given' and seq = 2
             and stream = (select history_id from app.organisation where code = 'S2'); end $$`,
      );
    const [was] = await world.query<{ actor: string; previous: string }>(
      `select e.actor, encode(e.previous, 'hex') as previous from app.event e join app.organisation o on o.history_id = e.stream
       where o.code = 'S2' and e.seq = 2`,
    );
    await forged(forgery);
    expect((await historyOf(world.standalone.databaseUrl)).faults).toMatchObject([{ seq: 2, fault }]);
    await forged(`actor = '${was!.actor}', previous = decode('${was!.previous}', 'hex')`);
  });

  it('shows that its end was cut off', async () => {
    await world.query(`update app.organisation set history_seq = history_seq + 1 where code = 'S2'`);
    expect((await historyOf(world.standalone.databaseUrl)).faults).toMatchObject([{ seq: 5, fault: 'tail-missing' }]);
    await world.query(`update app.organisation set history_seq = history_seq - 1 where code = 'S2'`);
  });

  it('is written by imports, one statement for all lines, and not by a file that is refused', async () => {
    const admin = await world.as('admin');
    const people = (from: number, to: number): string =>
      [
        'username,name,phone,email,post,organisationCode',
        ...Array.from({ length: to - from }, (_, i) => `new-${from + i},新人${from + i},,,auditor,S${1 + (i % 3)}`),
      ].join('\n');
    const events = async (): Promise<number> =>
      (await world.query<{ n: number }>(`select count(*)::int as n from app.event where type = 'post.given'`))[0]!.n;
    const before = await events();
    await admin.ok('POST', '/v1/people/import', people(0, 999));
    expect((await events()) - before).toBe(999);
    // Rows of one statement were written by one command of their transaction, and so were those of its history.
    const [made] = await world.query(
      `select count(distinct (e.xmin::text, e.cmin::text))::int as commands, count(distinct e.stream)::int as chains
       from app.event e join app.person p on p.id = (convert_from(e.canonical, 'UTF8')::jsonb->>'personId')::uuid
       where e.type = 'post.given' and p.username like 'new-%'`,
    );
    expect(made).toEqual({ commands: 1, chains: 3 });
    expect((await admin.post('/v1/people/import', `${people(2000, 2002)}\nnew-x,,,,auditor,S1`)).status).toBe(422);
    expect((await events()) - before).toBe(999);
  });
});
