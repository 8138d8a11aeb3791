import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROBLEM_MEDIA_TYPE } from '#platform/http/problem.js';
import { World } from '../harness/world.js';
import {
  exampleBody,
  exampleOfMedia,
  type OpenApiDocument,
  type Operation,
  type OperationObject,
  operationsOf,
} from './openapi-document.js';

/** Every rule that Redocly recommends, the warnings among them as errors. */
const LINT_RULES = 'extends:\n  - recommended-strict\n';
/** Pages for people with a browser and a link from a letter; they are no part of the interface for programs. */
const PAGES = ['GET /f/{token}', 'POST /f/{token}'];
const LINTER = 'node_modules/@redocly/cli/bin/cli.js';

describe('the API document', () => {
  let world: World;
  let document: OpenApiDocument;
  let operations: Operation[];

  beforeAll(async () => {
    world = await World.begin('2026-09-21T09:00:00+08:00');
    document = await world.anonymous().ok<OpenApiDocument>('GET', '/openapi.json');
    operations = operationsOf(document);
  });
  afterAll(() => world?.end());

  const withFault = (isFaulty: (operation: Operation) => boolean): string[] =>
    operations.filter(isFaulty).map(({ name }) => name);

  it('is valid OpenAPI 3.1 for a linter that takes every recommendation for a rule', async () => {
    expect(document).toMatchObject({ openapi: expect.stringMatching(/^3\.1\./) });
    expect(await lint(document)).toEqual([]);
  });

  it('is judged by a linter that finds faults', async () => {
    const broken = structuredClone(document) as any;
    const [, operation] = operations;
    broken.paths[operation?.path ?? ''][operation?.method.toLowerCase() ?? ''].security = [{ nowhere: [] }];
    expect(await lint(broken)).toContainEqual(expect.stringContaining('security-defined'));
  });

  it('has every route of the server, and the server every route of it', () => {
    const server = world.standalone.http.app.getHttpAdapter().getInstance();
    const routes = routesIn(server.printRoutes({ commonPrefix: false })).filter(
      (route) => !/^(HEAD|OPTIONS) /.test(route),
    );
    expect(routes.length).toBeGreaterThan(30);
    const described = operations.map(({ name }) => name);
    expect(routes.filter((route) => !PAGES.includes(route)).toSorted()).toEqual(described.toSorted());
    expect(described.filter((name) => PAGES.includes(name))).toEqual([]);
  });

  it('says in one line what each operation does', () => {
    expect(withFault(({ spec }) => !spec.summary || spec.summary.length > 120 || spec.summary.includes('\n'))).toEqual(
      [],
    );
  });

  it('names each operation once', () => {
    const ids = operations.map(({ spec }) => spec.operationId);
    expect(ids.filter((id, index) => !id || ids.indexOf(id) !== index)).toEqual([]);
  });

  it('shows an example of every body', () => {
    const lacks = (operation: Operation): boolean =>
      isRequired(operation.spec) && exampleBody(document, operation)?.body === undefined;
    expect(withFault(lacks)).toEqual([]);
  });

  it('says of every operation whether one has to sign in', () => {
    expect(withFault(({ spec }) => !Array.isArray(spec.security))).toEqual([]);
    const isOpen = ({ spec }: Operation): boolean => spec.security?.length === 0;
    expect(withFault((operation) => isOpen(operation) === '401' in operation.spec.responses)).toEqual([]);
    expect(operations.filter(isOpen).length).toBeLessThan(operations.length / 2);
  });

  it('describes a success and every kind of error, each error as a problem with an example', () => {
    const faults = operations.flatMap(({ name, spec }) =>
      Object.entries(spec.responses).flatMap(([status, { description, content }]) => {
        if (!description) return [`${name} ${status}: no description`];
        if (status.startsWith('2')) return [];
        const problem = content?.[PROBLEM_MEDIA_TYPE];
        const isShown = problem !== undefined && exampleOfMedia(document, problem) !== undefined;
        return isShown && Object.keys(content ?? {}).length === 1 ? [] : [`${name} ${status}: no problem document`];
      }),
    );
    expect(faults).toEqual([]);
    expect(withFault(({ spec }) => !Object.keys(spec.responses).some((status) => status.startsWith('2')))).toEqual([]);
    expect(withFault(({ spec }) => !('5XX' in spec.responses))).toEqual([]);
  });

  it('closes the schema of every JSON body, because unknown fields are refused', () => {
    const open = operations.filter(({ spec }) => {
      const ref = spec.requestBody?.content['application/json']?.schema?.$ref;
      const schema =
        ref && (document.components.schemas[ref.split('/').at(-1) ?? ''] as { additionalProperties?: unknown });
      return schema && schema.additionalProperties !== false;
    });
    expect(open.map(({ name }) => name)).toEqual([]);
  });
});

/** A body that may be left out holds nothing that an example could show. */
const isRequired = ({ requestBody }: OperationObject): boolean =>
  requestBody !== undefined && requestBody.required !== false;

interface LintProblem {
  readonly ruleId: string;
  readonly message: string;
  readonly location: readonly { readonly pointer?: string }[];
}

/** Runs in a process of its own, as the linter ends its process, and without its reports home. */
async function lint(document: unknown): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'tocsin-lint-'));
  try {
    writeFileSync(join(directory, 'openapi.json'), JSON.stringify(document));
    writeFileSync(join(directory, 'redocly.yaml'), LINT_RULES);
    const { problems } = await runLinter(directory);
    return problems.map(({ ruleId, message, location }) => `${ruleId} at ${location[0]?.pointer}: ${message}`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function runLinter(directory: string): Promise<{ problems: LintProblem[] }> {
  const args = [
    join(process.cwd(), LINTER),
    'lint',
    'openapi.json',
    '--config',
    'redocly.yaml',
    '--format',
    'json',
    '--max-problems',
    '1000',
  ];
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NODE_OPTIONS: '' };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: directory, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout) as { problems: LintProblem[] });
      } catch {
        reject(new Error(`the linter said nothing that can be read: ${stderr || error?.message}`));
      }
    });
  });
}

/** The routes in Fastify's picture of its router: a tree of path pieces, each line deeper by four characters. */
function routesIn(tree: string): string[] {
  const pieces: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const read = /^([│ ]*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?/.exec(line);
    if (!read) return [];
    const [, indent = '', piece = '', methods] = read;
    pieces.splice(indent.length / 4, Infinity, piece);
    const path = pieces
      .join('')
      .replace(/:(\w+)/g, '{$1}')
      .replace(/(?<=.)\/$/, '');
    return methods ? methods.split(', ').map((method) => `${method} ${path}`) : [];
  });
}
