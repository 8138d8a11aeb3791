import { isPermitted } from '#hazards/directory/permissions.js';
import { ROLE_IDS } from '#hazards/directory/role.js';
import { type Answer } from '../harness/client.js';
import { ACCESS_MATRIX, type AccessRow, type Send, type Target } from './access-matrix.js';
import { AccessWorld, type Somebody } from './access-world.js';
import { exampleBody, type OpenApiDocument, type Operation, operationsOf } from './openapi-document.js';

type Position = 'self' | 'own' | 'child' | 'parent' | 'sibling' | 'elsewhere' | 'unknown' | 'nothing named';
/** `allowed`, or the way in which it is not. `hidden`: as if there were nothing. `refused`: seen by one post, permitted by another. */
type Outcome = 'allowed' | 'signed-out' | 'forbidden' | 'hidden' | 'refused';

interface Cell {
  readonly person?: Somebody;
  readonly position: Position;
  readonly code?: string;
  readonly outcome: Outcome;
}

/** The caller may do it, whatever then comes of a request that names an old version or a state that does not fit. */
const USUAL = [200, 201, 204, 409, 412, 422];
const OUTSIDE = { 'empty-list': 200, 'refused-lines': 200, 'refused-file': 422, 'refused-body': 400 } as const;
const AT_ONCE = 16;

describe('who may call what', () => {
  let access: AccessWorld;
  let document: OpenApiDocument;
  let operations: ReadonlyMap<string, Operation>;
  const nowhere = new Map<string, Promise<string>>();

  beforeAll(async () => {
    access = await AccessWorld.begin();
    document = await access.anonymous().ok<OpenApiDocument>('GET', '/openapi.json');
    operations = new Map(operationsOf(document).map((operation) => [operation.name, operation]));
  });
  afterAll(() => access?.end());

  it('is said for every operation of the API document', () => {
    expect([...operations.keys()].filter((name) => !ACCESS_MATRIX[name])).toEqual([]);
  });

  it('is said for nothing that the API document does not have', () => {
    expect(Object.keys(ACCESS_MATRIX).filter((name) => !operations.has(name))).toEqual([]);
  });

  it('is tried in every role', () => {
    const held = new Set(access.people.flatMap(({ posts }) => posts.map(({ role }) => role)));
    expect(ROLE_IDS.filter((role) => !held.has(role))).toEqual([]);
  });

  it.each(Object.entries(ACCESS_MATRIX))('%s', async (name, row) => {
    const operation = operations.get(name);
    if (!operation) throw new Error(`${name} is not in the API document`);
    const cells = cellsOf(row);
    const wrong: string[] = [];
    for (let at = 0; at < cells.length; at += AT_ONCE) {
      const batch = cells.slice(at, at + AT_ONCE).map((cell) => faultOf(cell, row, operation));
      wrong.push(...(await Promise.all(batch)).filter((fault) => fault !== undefined));
    }
    // The first few tell what is wrong; the count, how much of it there is.
    expect({ count: wrong.length, first: wrong.slice(0, 8) }).toEqual({ count: 0, first: [] });
    expect(cells.length).toBeGreaterThan(access.people.length);
  });

  it('shows in lists only what lies in the subtree', async () => {
    await access.survey();
    const lists = Object.entries(ACCESS_MATRIX).filter(([, row]) => row.in?.startsWith('query:'));
    const found: string[] = [];
    const strays: string[] = [];
    for (const [name, { by }] of lists) {
      for (const person of access.people) {
        const { status, body } = await person.client.get(`${operations.get(name)?.path}?limit=200`);
        if (status !== 200) continue;
        const homes = postsWith(person, by).map(({ code }) => code);
        for (const item of body.items) {
          const code = item.organisationCode ?? item.code;
          (homes.some((home) => access.isWithin(code, home)) ? found : strays).push(
            `${name} as ${person.name}: ${code}`,
          );
        }
      }
    }
    expect(lists.length).toBeGreaterThan(2);
    expect(found.length).toBeGreaterThan(300);
    expect(strays.slice(0, 20)).toEqual([]);
  });

  it('lets an office beside the line see the hazard that was reported to it, and no other', async () => {
    const [office] = access.people.filter(({ name }) => name.startsWith('government-safety-office'));
    const { id } = access.target('hazard', 'S1');
    expect((await office?.client.get(`/v1/hazards/${id}`))?.status).toBe(404);
    await access.world.query(
      `update app.hazard set shared_with = array(select id from app.organisation where code = 'G1') where id = $1`,
      [id],
    );
    expect((await office?.client.get(`/v1/hazards/${id}`))?.status).toBe(200);
    expect((await office?.client.get('/v1/hazards'))?.body.items.map((item: { id: string }) => item.id)).toEqual([id]);
    expect((await office?.client.get(`/v1/hazards/${access.target('hazard', 'S2').id}`))?.status).toBe(404);
  });

  function cellsOf(row: AccessRow): Cell[] {
    const { names } = row;
    const signedOut: Cell = { position: 'unknown', outcome: row.by === 'public' ? 'allowed' : 'signed-out' };
    if (!names) {
      const outcome = (person: Somebody): Outcome =>
        row.by === 'public' || row.by === 'signed-in' || postsWith(person, row.by).length > 0 ? 'allowed' : 'forbidden';
      return [
        signedOut,
        ...access.people.map((person): Cell => ({ person, position: 'nothing named', outcome: outcome(person) })),
      ];
    }
    const places = access.placesOf(names);
    return [
      signedOut,
      ...access.people.flatMap((person): Cell[] => [
        ...placesAround(person, places).map(([position, code]): Cell => {
          return { person, position, code, outcome: outcomeAt(row, person, code) };
        }),
        { person, position: 'unknown', outcome: outcomeAt(row, person, undefined) },
        ...(names === 'alert' || (names === 'person' && row.othersNeed) ? [selfCell(row, person)] : []),
      ]),
    ];
  }

  /** One's own alerts and one's own absences need no place in the tree. */
  function selfCell(row: AccessRow, person: Somebody): Cell {
    const isOpen = row.by === 'signed-in' ? person.posts.length > 0 : postsWith(person, row.by).length > 0;
    const otherwise = row.by === 'signed-in' ? 'hidden' : 'forbidden';
    return { person, position: 'self', outcome: isOpen ? 'allowed' : otherwise };
  }

  /** One of each kind, as seen from somebody's posts; below and elsewhere the nearest to the root and the farthest from it. */
  function placesAround({ posts }: Somebody, places: readonly string[]): [Position, string][] {
    const around = new Map<Position, string[]>();
    for (const place of places) {
      const position = positionOf(
        place,
        posts.map(({ code }) => code),
      );
      around.set(position, [...(around.get(position) ?? []), place]);
    }
    return [...around].flatMap(([position, codes]) => {
      const far = position === 'child' || position === 'elsewhere' ? codes.at(0) : codes.at(-1);
      return [...new Set([far, codes.at(-1)])].map((code): [Position, string] => [position, code ?? '']);
    });
  }

  function positionOf(place: string, homes: readonly string[]): Position {
    if (homes.includes(place)) return 'own';
    if (homes.some((home) => access.isWithin(place, home))) return 'child';
    if (homes.some((home) => access.isWithin(home, place))) return 'parent';
    return homes.some((home) => access.parentOf(home) === access.parentOf(place)) ? 'sibling' : 'elsewhere';
  }

  function outcomeAt(row: AccessRow, person: Somebody, code: string | undefined): Outcome {
    const entitling = row.by === 'signed-in' ? postsWith(person, row.othersNeed) : postsWith(person, row.by);
    if (entitling.length === 0) return row.by === 'signed-in' ? 'hidden' : 'forbidden';
    // An alert is for its recipient alone, also below one's own organisation.
    if (code === undefined || row.names === 'alert') return 'hidden';
    if (entitling.some((post) => access.isWithin(code, post.code))) return 'allowed';
    return person.posts.some((post) => access.isWithin(code, post.code)) ? 'refused' : 'hidden';
  }

  function postsWith({ posts }: Somebody, permission: AccessRow['by'] | undefined): Somebody['posts'] {
    if (!permission || permission === 'public' || permission === 'signed-in') return [];
    return posts.filter(({ role }) => isPermitted([role], permission));
  }

  async function targetOf(cell: Cell, row: AccessRow): Promise<Target> {
    const names = row.names ?? 'organisation';
    if (cell.position === 'self' && cell.person) {
      if (names === 'alert') return access.alertTo(cell.person);
      return { ...access.unknown(names), id: cell.person.personId };
    }
    if (cell.code === undefined) return access.unknown(names);
    return row.usesUp && cell.outcome === 'allowed' ? access.fresh(names, cell.code) : access.target(names, cell.code);
  }

  async function ask(cell: Cell, row: AccessRow, operation: Operation, target: Target): Promise<Answer<any>> {
    const { method, path } = operation;
    const inPath = (_: string, name: string): string =>
      encodeURIComponent(
        row.with?.[name] ?? (/code$/i.test(name) ? target.code : name === 'id' ? target.id : (target.innerId ?? '')),
      );
    const query = row.in?.startsWith('query:') ? `?${row.in.slice(6)}=${encodeURIComponent(target.code)}` : '';
    const sent: Send | undefined = row.send?.(target) ?? exampleBody(document, operation);
    const { type, body, headers } = sent ?? {};
    // Names a version that nothing has, so that an allowed change is found to be allowed and still changes nothing.
    const old: Record<string, string> = method === 'GET' ? {} : { 'if-match': '"v999999"' };
    const person = row.usesUp && !row.names && cell.person ? await access.again(cell.person) : cell.person;
    const client = person?.client ?? access.anonymous();
    return client.send(method, path.replace(/\{(\w+)\}/g, inPath) + query, body, {
      ...old,
      ...headers,
      ...(type && { 'content-type': type }),
    });
  }

  /** What is wrong with the answer; undefined when nothing is. */
  async function faultOf(cell: Cell, row: AccessRow, operation: Operation): Promise<string | undefined> {
    const answer = await ask(cell, row, operation, await targetOf(cell, row));
    const wanted = wantedOf(cell, row);
    const isRight = wanted.includes(answer.status) && (await isSilent(cell, row, operation, answer));
    if (isRight) return undefined;
    const who = cell.person ? `as ${cell.person.name}` : 'signed out';
    const where = `${cell.position}${cell.code ? ` (${cell.code})` : ''}`;
    return `${who}, ${where}: ${cell.outcome} is ${wanted.join(' or ')}, but it answered ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`;
  }

  /** What somebody is answered who names what does not exist. */
  function nowhereAs(cell: Cell, row: AccessRow, operation: Operation): Promise<string> {
    const key = `${operation.name} ${cell.person?.name}`;
    const known =
      nowhere.get(key) ?? ask(cell, row, operation, access.unknown(row.names ?? 'organisation')).then(masked);
    nowhere.set(key, known);
    return known;
  }

  function wantedOf({ outcome }: Cell, { answers = USUAL, outside }: AccessRow): readonly number[] {
    const hidden = outside === undefined ? 404 : OUTSIDE[outside];
    switch (outcome) {
      case 'allowed':
        return answers;
      case 'signed-out':
        return [401];
      case 'forbidden':
        return [403];
      case 'hidden':
        return [hidden];
      case 'refused':
        return [403, hidden];
    }
  }

  /** What is hidden must answer as what is nowhere does, word for word; an answer of 200 must hold nothing. */
  async function isSilent(cell: Cell, row: AccessRow, operation: Operation, answer: Answer<any>): Promise<boolean> {
    if (cell.outcome === 'allowed') return true;
    if (answer.status === 200)
      return row.outside === 'refused-lines' ? isRefused(answer) : answer.body.items.length === 0;
    if (!answer.headers.get('content-type')?.startsWith('application/problem+json')) return false;
    if (cell.outcome !== 'hidden' || cell.position === 'unknown') return true;
    return (await nowhereAs(cell, row, operation)) === masked(answer);
  }
});

/** An answer without what is different in each. */
const masked = ({ body }: Answer<any>): string => JSON.stringify({ ...body, instance: '' });

/** Every line of a file is refused, for the organisation that it names. */
const isRefused = ({ body }: Answer<any>): boolean =>
  body.lines.length > 0 &&
  body.lines.every(({ result, errors }: { result: string; errors?: { pointer: string }[] }) => {
    return result === 'refused' && errors?.every(({ pointer }) => pointer.endsWith('/organisationCode'));
  });
