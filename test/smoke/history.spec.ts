import { DataSource } from 'typeorm';
import { type HistoryFault, verifyHistory } from '#store/history/history.js';
import { historyOf } from '../harness/invariants.js';
import { EXTINGUISHER } from '../harness/reports.js';
import { World } from '../harness/world.js';

/** The database's owner with the triggers switched off: nothing stands in his way but the hashes. */
const FORGE_HASH = `hash = app.history_hash(previous, stream, seq, stream_kind, at, actor, type, canonical)`;

describe('the history', () => {
  let world: World;
  let owner: DataSource;
  let stream: string;
  let other: string;
  let last: number;
  beforeAll(async () => {
    world = await World.begin('2026-09-21T10:00:00+08:00');
    const officer = await world.as('s1-safety');
    stream = (await officer.ok('POST', '/v1/hazards', EXTINGUISHER)).id;
    other = (await officer.ok('POST', '/v1/hazards', { ...EXTINGUISHER, place: { site: '南校区' } })).id;
    await world.settled();
    const [row] = await world.query<{ seq: number }>('select max(seq) as seq from app.event where stream = $1', [
      stream,
    ]);
    last = row?.seq ?? 0;
    owner = await new DataSource({ type: 'postgres', url: world.standalone.databaseUrl, schema: 'app' }).initialize();
  });
  afterAll(async () => {
    await owner?.destroy();
    await world?.end();
  });

  /** Faults found after a forgery, which is then undone. Pages of three events, so that chains cross their borders. */
  const faultsAfter = async (...forgery: string[]): Promise<HistoryFault[]> => {
    const runner = owner.createQueryRunner();
    await runner.startTransaction();
    try {
      await runner.query(`set local session_replication_role = replica`);
      for (const sql of forgery)
        await runner.query(sql.replaceAll('$stream', `'${stream}'`).replaceAll('$other', `'${other}'`));
      return (await verifyHistory(runner.manager, 3)).faults;
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  };

  it('is unbroken as it was written', async () => {
    expect(last).toBeGreaterThanOrEqual(4);
    // Of two hazards and of thirteen organisations.
    expect(await historyOf(world.standalone.databaseUrl)).toMatchObject({ streams: 2 + 13, faults: [] });
    expect(await faultsAfter()).toEqual([]);
  });

  it.each([
    ['update', `update app.event set actor = 'person:nobody'`],
    ['delete', `delete from app.event`],
    ['truncate', `truncate app.event`],
  ])('refuses to %s while its triggers stand', async (_verb, sql) => {
    await expect(world.query(sql)).rejects.toMatchObject({ code: '42501', message: 'event is append-only' });
  });

  const AT_2 = 'where stream = $stream and seq = 2';
  it.each<[string, string[], { seq: number | 'last'; fault: HistoryFault['fault'] }[]]>([
    [
      'an edited content',
      [`update app.event set canonical = canonical || '\\x20' ${AT_2}`],
      [{ seq: 2, fault: 'edited' }],
    ],
    ['another actor', [`update app.event set actor = 'person:nobody' ${AT_2}`], [{ seq: 2, fault: 'edited' }]],
    ['another kind', [`update app.event set type = 'hazard.closed' ${AT_2}`], [{ seq: 2, fault: 'edited' }]],
    [
      'another stream kind, which would hide it from its readers',
      [`update app.event set stream_kind = 'duty-cycle' ${AT_2}`],
      [{ seq: 2, fault: 'edited' }],
    ],
    [
      'another stream kind under a hash that fits it',
      [`update app.event set stream_kind = 'duty' ${AT_2}`, `update app.event set ${FORGE_HASH} ${AT_2}`],
      [{ seq: 3, fault: 'chain-broken' }],
    ],
    [
      'a time that is a microsecond off',
      [`update app.event set at = at + interval '1 microsecond' ${AT_2}`],
      [{ seq: 2, fault: 'edited' }],
    ],
    ['another time', [`update app.event set at = at - interval '1 ms' ${AT_2}`], [{ seq: 2, fault: 'edited' }]],
    [
      'an edited content under a hash that fits it',
      [`update app.event set canonical = '{}' ${AT_2}`, `update app.event set ${FORGE_HASH} ${AT_2}`],
      [{ seq: 3, fault: 'chain-broken' }],
    ],
    [
      'an edited last event under a hash that fits it',
      [
        `update app.event set canonical = '{}' where (stream, seq) in (select stream, max(seq) from app.event where stream = $stream group by 1)`,
        `update app.event set ${FORGE_HASH} where stream = $stream`,
      ],
      [{ seq: 'last', fault: 'head-differs' }],
    ],
    ['a removed event', [`delete from app.event ${AT_2}`], [{ seq: 2, fault: 'missing' }]],
    [
      'a removed first event',
      [`delete from app.event where stream = $stream and seq = 1`],
      [{ seq: 1, fault: 'missing' }],
    ],
    [
      'a removed event whose gap was closed',
      [`delete from app.event ${AT_2}`, `update app.event set seq = seq - 1 where stream = $stream and seq = 3`],
      [
        { seq: 2, fault: 'chain-broken' },
        { seq: 3, fault: 'missing' },
      ],
    ],
    [
      'two events that changed places',
      [
        `update app.event set seq = 1000 ${AT_2}`,
        `update app.event set seq = 2 where stream = $stream and seq = 3`,
        `update app.event set seq = 3 where stream = $stream and seq = 1000`,
      ],
      [
        { seq: 2, fault: 'chain-broken' },
        { seq: 3, fault: 'chain-broken' },
      ],
    ],
    [
      'a tail that was cut off',
      [`delete from app.event where stream = $stream and seq >= 3`],
      [{ seq: 'last', fault: 'tail-missing' }],
    ],
    [
      'a chain that was taken away',
      [`delete from app.event where stream = $stream`],
      [{ seq: 'last', fault: 'tail-missing' }],
    ],
  ])('shows %s', async (_what, forgery, expected) => {
    const faults = await faultsAfter(...forgery);
    const wanted = expected.map(({ seq, fault }) => ({ stream, seq: seq === 'last' ? last : seq, fault }));
    expect(faults).toEqual(expect.arrayContaining(wanted));
    expect(faults.filter((one) => one.stream !== stream)).toEqual([]);
  });

  it('shows an event that was added behind the end', async () => {
    const faults = await faultsAfter(
      `insert into app.event select stream, seq + 1, stream_kind, type, at, actor, canonical, hash, hash from app.event
       where stream = $stream and seq = ${last}`,
      `update app.event set ${FORGE_HASH} where stream = $stream and seq = ${last + 1}`,
    );
    expect(faults).toEqual([{ stream, seq: last, fault: 'head-differs' }]);
  });

  it('shows an event that was moved to another hazard', async () => {
    const faults = await faultsAfter(
      `delete from app.event where stream = $other and seq = 2`,
      `update app.event set stream = $other where stream = $stream and seq = 2`,
    );
    expect(faults).toEqual(
      expect.arrayContaining([
        { stream, seq: 2, fault: 'missing' },
        { stream: other, seq: 2, fault: 'chain-broken' },
      ]),
    );
  });
});
