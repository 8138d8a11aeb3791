import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DataSource } from 'typeorm';
import { SealHistory, type SealOutcome } from '#apps/directory/src/checkpoints/seal-history.js';
import { minutes } from '#kernel/durations.js';
import { roleUrl } from '#platform/database/database-roles.js';
import { WorkerTransactions } from '#platform/database/transactions.js';
import { type Checkpoint, readLine, signedLine } from '#store/checkpoints/checkpoint.js';
import { CheckpointDirectory } from '#store/checkpoints/checkpoint-directory.js';
import { type CheckpointFault } from '#store/checkpoints/checkpoint-fault.js';
import { CheckpointKeys, keyName } from '#store/checkpoints/checkpoint-keys.js';
import { CheckpointRepository } from '#store/checkpoints/checkpoint.repository.js';
import { CheckpointTerms } from '#store/checkpoints/checkpoint-terms.js';
import { VerifyCheckpoints } from '#store/checkpoints/verify-checkpoints.js';
import { DueWork } from '#store/clock/due-work.js';
import { type HistoryFault, verifyHistory } from '#store/history/history.js';
import { EXTINGUISHER } from '../harness/reports.js';
import { World } from '../harness/world.js';

/** A process that seals, with files of its own. */
class Sealer {
  private constructor(
    private readonly source: DataSource,
    private readonly history: SealHistory,
    readonly checkpoints: CheckpointRepository,
    readonly path: string,
    readonly keys: CheckpointKeys,
  ) {}

  static async begin(url: string, directory: string, keys: string): Promise<Sealer> {
    const source = await new DataSource({ type: 'postgres', url: roleUrl(url, 'tocsin_worker') }).initialize();
    const transactions = new WorkerTransactions(source);
    const checkpoints = new CheckpointRepository(transactions);
    const path = join(directory, 'checkpoints');
    const own = new CheckpointKeys(keys);
    const terms = new CheckpointTerms(minutes(60));
    const files = new CheckpointDirectory(path);
    const history = new SealHistory(transactions, checkpoints, files, own, terms, new DueWork());
    return new Sealer(source, history, checkpoints, path, own);
  }

  run(): Promise<SealOutcome> {
    return this.history.run();
  }

  lines(): string[] {
    return readFileSync(this.file, 'utf8').trimEnd().split('\n');
  }

  get file(): string {
    return join(this.path, 'checkpoints.jsonl');
  }

  heads(number: number): string {
    return join(this.path, 'heads', `${String(number).padStart(8, '0')}.gz`);
  }

  end(): Promise<void> {
    return this.source.destroy();
  }
}

/** Makes a chain consistent again from an event on, as whoever owns the database and knows the code would. */
const REHASH = (from: number): string => `
  do $do$ declare e app.event; before bytea; begin
    select hash into before from app.event where stream = '$stream' and seq = ${from - 1};
    for e in select * from app.event where stream = '$stream' and seq >= ${from} order by seq loop
      update app.event set previous = before,
        hash = app.history_hash(before, e.stream, e.seq, e.stream_kind, e.at, e.actor, e.type, e.canonical)
        where stream = e.stream and seq = e.seq returning hash into before;
    end loop;
    update app.hazard set history_hash = before where id = '$stream';
  end $do$`;

describe('checkpoints', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'tocsin-checkpoints-'));
  let world: World;
  let owner: DataSource;
  let sealer: Sealer;
  let stream: string;
  let last: number;
  let first: SealOutcome;

  const report = async (site: string): Promise<string> => {
    const officer = await world.as('s1-safety');
    const { id } = await officer.ok<{ id: string }>('POST', '/v1/hazards', { ...EXTINGUISHER, place: { site } });
    await world.settled();
    return id;
  };

  beforeAll(async () => {
    // Its own checkpoints stay out of this story; the first one, if it comes so far, continues with the same key.
    world = await World.begin('2026-09-21T10:00:00+08:00', { CHECKPOINT_MINUTES: '10080' });
    const url = world.standalone.databaseUrl;
    owner = await new DataSource({ type: 'postgres', url, schema: 'app' }).initialize();
    sealer = await Sealer.begin(url, scratch, join(world.directory, 'keys'));
    stream = await report('主校区');
    await report('南校区');
    await world.fastForward('PT1H');
    first = await sealer.run();
    const [row] = await world.query<{ seq: number }>('select max(seq) as seq from app.event where stream = $1', [
      stream,
    ]);
    last = row?.seq ?? 0;
  });
  afterAll(async () => {
    await sealer?.end();
    await owner?.destroy();
    await world?.end();
    rmSync(scratch, { recursive: true, force: true });
  });

  const checkpointAt = (index: number): Checkpoint | undefined => readLine(sealer.lines().at(index) ?? '')?.checkpoint;

  /** What the chains alone and what the checkpoints find after a forgery by the database's owner, which is then undone. */
  const findAfter = async (
    forgery: readonly string[] = [],
    path = sealer.path,
    isCopy = false,
  ): Promise<{ chains: HistoryFault[]; checkpoints: readonly CheckpointFault[] }> => {
    const runner = owner.createQueryRunner();
    await runner.startTransaction();
    try {
      await runner.query(`set local session_replication_role = replica`);
      for (const sql of forgery) await runner.query(sql.replaceAll('$stream', stream));
      const { manager } = runner;
      const directory = new CheckpointDirectory(path);
      const verifier = new VerifyCheckpoints(manager, sealer.checkpoints, directory, sealer.keys.believed(), isCopy);
      return { chains: (await verifyHistory(manager)).faults, checkpoints: (await verifier.run()).faults };
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  };

  /** The same after a change of the files, made on a copy of them. */
  const findInFiles = async (change: (copy: string) => void, forgery: readonly string[] = []) => {
    const copy = mkdtempSync(join(scratch, 'copy-'));
    cpSync(sealer.path, copy, { recursive: true });
    change(copy);
    return (await findAfter(forgery, copy)).checkpoints;
  };

  it('seal the heads of all chains, and then only of those that grew', async () => {
    expect(first).toMatchObject({ kind: 'sealed' });
    expect(checkpointAt(-1)).toMatchObject({ chains: 2 + 13, takenAt: expect.stringMatching(/^2026-09-21T03:00:/) });
    expect(await sealer.run()).toEqual({ kind: 'not-due' });
    await world.fastForward('PT1H');
    expect(await sealer.run()).toEqual({ kind: 'unchanged' });

    const third = await report('西校区');
    await world.fastForward('PT59M');
    expect(await sealer.run()).toEqual({ kind: 'not-due' });
    await world.fastForward('PT2M');
    expect(await sealer.run()).toMatchObject({ kind: 'sealed', heads: 1 });
    const { number = 0, chains, events } = checkpointAt(-1) ?? {};
    const [count] = await world.query<{ events: number }>('select count(*)::int as events from app.event');
    expect({ chains, events }).toEqual({ chains: 3 + 13, events: count?.events });
    expect(gunzipSync(readFileSync(sealer.heads(number))).toString()).toMatch(
      new RegExp(`^hazard ${third} \\d+ \\w{64}\n$`),
    );
  });

  it('hold on an untouched history, and on one that goes on', async () => {
    expect(await findAfter()).toEqual({ chains: [], checkpoints: [] });
    await report('北校区');
    expect(await findAfter()).toEqual({ chains: [], checkpoints: [] });
  });

  it('are signed by a key that only its owner can read, whose public half lies beside them', () => {
    const keys = join(world.directory, 'keys');
    expect(statSync(join(keys, 'checkpoint.pem')).mode & 0o777).toBe(0o600);
    const open = `${keyName(sealer.keys.signing())}.pub.pem`;
    expect(readdirSync(keys).toSorted()).toEqual([open, 'checkpoint.pem'].toSorted());
    expect(readFileSync(join(sealer.path, open), 'utf8')).toMatch(/^-----BEGIN PUBLIC KEY-----/);
  });

  it.each<[string, string, () => string[], object]>([
    [
      'the tail of a chain that was cut',
      'tail-cut',
      () => [
        `delete from app.event where stream = '$stream' and seq > 2`,
        `update app.hazard set history_seq = 2, history_hash = (select hash from app.event where stream = '$stream' and seq = 2) where id = '$stream'`,
      ],
      { endsAt: 2 },
    ],
    [
      'a chain that was removed with all that belongs to it',
      'chain-removed',
      () => [`delete from app.event where stream = '$stream'`, `delete from app.hazard where id = '$stream'`],
      { endsAt: null },
    ],
    [
      'a chain that was written anew from the middle',
      'rewritten',
      () => [`update app.event set canonical = '{}' where stream = '$stream' and seq = 2`, REHASH(2)],
      {},
    ],
    [
      'a last event that was exchanged for another',
      'rewritten',
      () => [`update app.event set type = 'hazard.closed' where stream = '$stream' and seq = ${last}`, REHASH(last)],
      {},
    ],
  ])('find %s, which the chains alone do not show', async (_what, fault, forgery, more) => {
    expect(last).toBeGreaterThanOrEqual(4);
    const number = first.kind === 'sealed' ? first.number : 0;
    const { chains, checkpoints } = await findAfter(forgery());
    expect(chains).toEqual([]);
    expect(checkpoints).toEqual([
      expect.objectContaining({ fault, stream, streamKind: 'hazard', seq: last, checkpoint: number, ...more }),
    ]);
  });

  it('find a removed chain also when the table was made to agree, by the file', async () => {
    const number = first.kind === 'sealed' ? first.number : 0;
    const { checkpoints } = await findAfter([
      `delete from app.event where stream = '$stream'`,
      `delete from app.hazard where id = '$stream'`,
      `delete from app.sealed_head where stream = '$stream'`,
    ]);
    expect(checkpoints).toEqual([
      expect.objectContaining({ fault: 'chain-removed', stream, checkpoint: number }),
      { fault: 'heads-edited', checkpoint: number, where: 'table' },
    ]);
  });

  it('show that the table lost the last of them, or all', async () => {
    const number = checkpointAt(-1)?.number ?? 0;
    expect(number).toBeGreaterThan(1);
    expect((await findAfter([`delete from app.checkpoint where number = ${number}`])).checkpoints).toEqual([
      { fault: 'shortened', checkpoint: number, where: 'table' },
    ]);
    expect((await findAfter([`delete from app.checkpoint`, `delete from app.sealed_head`])).checkpoints).toEqual([
      { fault: 'absent', checkpoint: 1, where: 'table' },
    ]);
    expect((await findAfter([`delete from app.checkpoint where number = 1`])).checkpoints).toEqual([
      { fault: 'lacking', checkpoint: 1, where: 'table' },
    ]);
  });

  it('show that the file was removed, shortened, edited or exchanged', async () => {
    const number = checkpointAt(-1)?.number ?? 0;
    const file = (copy: string) => join(copy, 'checkpoints.jsonl');
    const edit = (change: (text: string) => string) => (copy: string) =>
      writeFileSync(file(copy), change(readFileSync(file(copy), 'utf8')));

    expect(await findInFiles((copy) => rmSync(file(copy)))).toEqual([
      { fault: 'absent', checkpoint: 1, where: 'file' },
    ]);
    expect(await findInFiles(edit((text) => text.replace(/[^\n]+\n$/, '')))).toEqual([
      { fault: 'shortened', checkpoint: number, where: 'file' },
    ]);
    expect(await findInFiles((copy) => truncateSync(file(copy), statSync(file(copy)).size - 10))).toEqual([
      { fault: 'unreadable', checkpoint: number, where: 'file' },
    ]);
    expect(await findInFiles(edit((text) => text.replace(/^\{"chains":\d+/, '{"chains":99')))).toEqual([
      { fault: 'bad-signature', checkpoint: 1, where: 'file' },
    ]);
    expect(await findInFiles(edit((text) => text.replace(/^[^\n]+\n/, '')))).toEqual([
      { fault: 'lacking', checkpoint: 1, where: 'file' },
    ]);
  });

  it('are not missed in an older copy of the file, which still must begin with the first', async () => {
    const copy = mkdtempSync(join(scratch, 'older-'));
    cpSync(sealer.path, copy, { recursive: true });
    const file = join(copy, 'checkpoints.jsonl');
    writeFileSync(file, `${sealer.lines().slice(0, -1).join('\n')}\n`);
    expect((await findAfter([], copy, true)).checkpoints).toEqual([]);
    rmSync(file);
    expect((await findAfter([], copy, true)).checkpoints).toEqual([{ fault: 'absent', checkpoint: 1, where: 'file' }]);
  });

  it('show heads that were removed or edited beside the file, and compare with those of the table', async () => {
    const heads = (copy: string) => join(copy, 'heads', '00000001.gz');
    expect(await findInFiles((copy) => rmSync(heads(copy)))).toEqual([
      { fault: 'heads-missing', checkpoint: 1, where: 'file' },
    ]);
    for (const edited of [Buffer.from('no gzip'), gzipSync('no heads\n'), readFileSync(sealer.heads(2))]) {
      expect(await findInFiles((copy) => writeFileSync(heads(copy), edited))).toEqual([
        { fault: 'heads-edited', checkpoint: 1, where: 'file' },
      ]);
    }
    const both = await findInFiles(
      (copy) => rmSync(heads(copy)),
      [`delete from app.event where stream = '$stream'`, `update app.sealed_head set seq = 1 where stream = '$stream'`],
    );
    expect(both.map(({ fault }) => fault)).toEqual(['heads-missing', 'heads-edited', 'heads-lost']);
  });

  it('are not believed when somebody else signs, in file and table alike', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const number = checkpointAt(-1)?.number ?? 0;
    const forged = signedLine({ ...(checkpointAt(-1) as Checkpoint), chains: 1, key: keyName(privateKey) }, privateKey);
    const found = await findInFiles(
      (copy) =>
        writeFileSync(join(copy, 'checkpoints.jsonl'), `${[...sealer.lines().slice(0, -1), forged].join('\n')}\n`),
      [`update app.checkpoint set line = '${forged}' where number = ${number}`],
    );
    expect(found).toEqual([
      { fault: 'unknown-key', checkpoint: number, where: 'file' },
      { fault: 'unknown-key', checkpoint: number, where: 'table' },
    ]);
  });

  it('show a line that was put between by the holder of the key without continuing the others', async () => {
    const number = checkpointAt(-1)?.number ?? 0;
    const own = sealer.keys.signing();
    const strange = signedLine({ ...(checkpointAt(-1) as Checkpoint), previous: 'f'.repeat(64) }, own);
    const found = await findAfter([`update app.checkpoint set line = '${strange}' where number = ${number}`]);
    expect(found.checkpoints).toEqual([{ fault: 'forked', checkpoint: number }]);
    const exchanged = await findInFiles(
      (copy) =>
        writeFileSync(join(copy, 'checkpoints.jsonl'), `${[...sealer.lines().slice(0, -1), strange].join('\n')}\n`),
      [`update app.checkpoint set line = '${strange}' where number = ${number}`],
    );
    expect(exchanged).toEqual([{ fault: 'out-of-line', checkpoint: number }]);
  });

  it('are made once each when several processes seal at the same moment, and each keeps the whole file', async () => {
    const url = world.standalone.databaseUrl;
    const keys = join(world.directory, 'keys');
    const second = await Sealer.begin(url, join(scratch, 'second'), keys);
    try {
      const before = sealer.lines().length;
      for (const round of [1, 2, 3]) {
        await report(`第${round}校区`);
        await world.fastForward('PT1H');
        const outcomes = await Promise.all([sealer.run(), second.run(), sealer.run(), second.run()]);
        expect(outcomes.filter(({ kind }) => kind === 'sealed')).toHaveLength(1);
      }
      const numbers = await world.query<{ number: number }>('select number from app.checkpoint order by number');
      expect(numbers.map(({ number }) => number)).toEqual(Array.from({ length: before + 3 }, (_, n) => n + 1));
      // Whoever came too late in the last round takes that checkpoint over when it looks again.
      expect(await second.run()).toEqual({ kind: 'not-due' });
      expect(await sealer.run()).toEqual({ kind: 'not-due' });
      for (const one of [sealer, second])
        expect(await findAfter([], one.path)).toEqual({ chains: [], checkpoints: [] });
      expect(second.lines()).toEqual(sealer.lines());
    } finally {
      await second.end();
    }
  });

  it('go on with a file that a crash left unfinished, or that was lost', async () => {
    const url = world.standalone.databaseUrl;
    const whole = sealer.lines();
    truncateSync(sealer.file, statSync(sealer.file).size - 10);
    const restarted = await Sealer.begin(url, scratch, join(world.directory, 'keys'));
    await restarted.run();
    expect(sealer.lines()).toEqual(whole);
    rmSync(sealer.path, { recursive: true });
    const moved = await Sealer.begin(url, scratch, join(world.directory, 'keys'));
    await moved.run();
    expect(sealer.lines()).toEqual(whole);
    expect((await findAfter()).checkpoints).toEqual([]);
    await restarted.end();
    await moved.end();
  });

  it('are not continued on a database that was set back behind the file, nor after a foreign one', async () => {
    const url = world.standalone.databaseUrl;
    const ahead = join(scratch, 'ahead');
    cpSync(sealer.path, join(ahead, 'checkpoints'), { recursive: true });
    const next = signedLine({ ...(checkpointAt(-1) as Checkpoint), number: 1_000 }, sealer.keys.signing());
    writeFileSync(join(ahead, 'checkpoints', 'checkpoints.jsonl'), `${[...sealer.lines(), next].join('\n')}\n`);
    const setBack = await Sealer.begin(url, ahead, join(world.directory, 'keys'));
    await expect(setBack.run()).rejects.toMatchObject({ code: 'checkpoint/file-differs', number: 1_000 });
    await setBack.end();

    await report('东校区');
    await world.fastForward('PT1H');
    const stranger = await Sealer.begin(url, join(scratch, 'stranger'), join(scratch, 'stranger', 'keys'));
    await expect(stranger.run()).rejects.toMatchObject({ code: 'checkpoint/unbelieved' });
    await stranger.end();
    expect(await sealer.run()).toMatchObject({ kind: 'sealed' });
  });

  it('cannot be changed while the triggers stand, and the API does not see them', async () => {
    for (const table of ['checkpoint', 'sealed_head']) {
      for (const sql of [
        `update app.${table} set ${table === 'checkpoint' ? 'number = 7' : 'seq = 7'}`,
        `delete from app.${table}`,
        `truncate app.${table}`,
      ])
        await expect(world.query(sql)).rejects.toMatchObject({ code: '42501', message: `${table} is append-only` });
      const [rights] = await world.query(
        `select has_table_privilege('tocsin_worker', 'app.${table}', 'UPDATE, DELETE, TRUNCATE') as worker,
           has_table_privilege('tocsin_api', 'app.${table}', 'SELECT, INSERT, UPDATE, DELETE') as api`,
      );
      expect(rights).toEqual({ worker: false, api: false });
    }
  });
});
