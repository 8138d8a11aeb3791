import { roleUrl } from '#platform/database/database-roles.js';
import { migrate } from '#store/migrations/migrate.js';
import { ask, testDatabase, type TestDatabase } from '../harness/database.js';

/** Tables without anybody's data. Everything else must stand behind row-level security. */
const NOBODYS = ['calendar_year', 'escalation_policy', 'rehearsal_clock', 'schema_step'];

/** Functions that run as the owner, each with the reason why it must. */
const AS_OWNER = [
  'close_session', // signs out whoever holds the token
  'close_sessions_of', // ends a person's sessions after a change of password
  'credential_of', // signs in before a scope is known
  'open_session', // the api role cannot touch sessions otherwise
  'organisation_name', // the name of an organisation beside something visible
  'organisation_code', // a hazard's number begins with the code of a district above the school
  'path_of', // where an organisation stands, in ids
  'person_name', // the name of a person beside something visible
  'reset_credential', // an administrator gives a new first password
  'school_for_tip_off', // finds the school that somebody without an account names
  'session_of', // reads the actor behind a token before a scope is known
  'set_credentials', // the api role cannot touch credentials otherwise
  'stands_within', // whether a person also answers for something outside the caller's subtree
  'tip_off_status', // the informant holds a code and no scope
];

describe('the wall in the database', () => {
  let database: TestDatabase;
  beforeAll(async () => (database = await testDatabase()));
  afterAll(() => database.stop());

  it('is migrated once, however many processes start at the same moment', async () => {
    await Promise.all([1, 2, 3, 4].map(() => migrate(database.url)));
    const steps = await ask(database.url, 'select name, count(*)::int as n from app.schema_step group by name');
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.every((step) => step['n'] === 1)).toBe(true);
  });

  it('enables and forces row-level security on every table with tenant data', async () => {
    const tables = await ask<{ name: string; open: boolean; policies: number }>(
      database.url,
      `select c.relname as name, not (c.relrowsecurity and c.relforcerowsecurity) as open,
              (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies
       from pg_class c where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p')`,
    );
    const guarded = tables.filter((table) => !NOBODYS.includes(table.name));
    expect(guarded.length).toBeGreaterThan(10);
    expect(guarded.filter((table) => table.open || table.policies === 0)).toEqual([]);
    expect(NOBODYS.filter((name) => !tables.some((table) => table.name === name))).toEqual([]);
  });

  it('has no view that reads with its owner’s eyes', async () => {
    const views = await ask(
      database.url,
      `select relname from pg_class where relnamespace = 'app'::regnamespace and relkind in ('v', 'm')
       and not coalesce(reloptions @> array['security_invoker=true'], false)`,
    );
    expect(views).toEqual([]);
  });

  it('lets only listed functions run as the owner, each with a pinned search path', async () => {
    const functions = await ask<{ name: string; pinned: boolean; public: boolean }>(
      database.url,
      `select proname as name, coalesce(array_to_string(proconfig, ',') like '%search_path=%', false) as pinned
       from pg_proc where pronamespace = 'app'::regnamespace and prosecdef order by 1`,
    );
    expect(functions.map((found) => found.name).sort()).toEqual([...AS_OWNER].sort());
    expect(functions.filter((found) => !found.pinned)).toEqual([]);
  });

  it('gives the signing-in roles no ownership, no bypass and no right to create', async () => {
    const roles = await ask(
      database.url,
      `select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
         has_schema_privilege(rolname, 'app', 'CREATE') or has_schema_privilege(rolname, 'bullmq', 'CREATE') as creates,
         exists (select from pg_class where relowner = r.oid) as owns
       from pg_roles r where rolname in ('tocsin_api', 'tocsin_worker') order by 1`,
    );
    const powerless = {
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      creates: false,
      owns: false,
    };
    expect(roles).toEqual([
      { rolname: 'tocsin_api', ...powerless },
      { rolname: 'tocsin_worker', ...powerless },
    ]);
  });

  it.each(['tocsin_api', 'tocsin_worker'] as const)('shows %s nothing without a scope', async (role) => {
    await ask(database.url, `insert into app.organisation (code, name, kind) values ($1, $1, 'district-bureau')`, [
      `D-${role}`,
    ]);
    const tables = await ask<{ name: string }>(
      database.url,
      `select relname as name from pg_class where relnamespace = 'app'::regnamespace and relkind = 'r'
       and relrowsecurity and has_table_privilege($1, oid, 'SELECT')`,
      [role],
    );
    expect(tables.length).toBeGreaterThan(8);
    for (const { name } of tables) {
      await expect(ask(roleUrl(database.url, role), `select * from app.${name}`)).resolves.toEqual([]);
    }
  });

  it('keeps credentials and sessions from both roles, and the history from being changed by anybody', async () => {
    for (const role of ['tocsin_api', 'tocsin_worker'] as const) {
      await expect(ask(roleUrl(database.url, role), 'select * from app.credential')).rejects.toThrow(
        /permission denied/,
      );
      await expect(ask(roleUrl(database.url, role), 'select * from app.session')).rejects.toThrow(/permission denied/);
      await expect(ask(roleUrl(database.url, role), 'delete from app.event')).rejects.toThrow(/permission denied/);
    }
    await expect(ask(database.url, 'truncate app.event')).rejects.toThrow(/append-only/);
    await expect(ask(roleUrl(database.url, 'tocsin_api'), 'select * from bullmq.job')).rejects.toThrow(
      /permission denied/,
    );
  });
});
