import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Frame, stackTraces } from './stack-traces.js';

const frame = (file: string | null, line: number, column: number, text = `act (${file}:${line}:${column})`): Frame => ({
  getFileName: () => file,
  getLineNumber: () => line,
  getColumnNumber: () => column,
  toString: () => text,
});

describe('stack traces', () => {
  let directory: string;
  let built: URL;
  const fileOf = (name: string): string => new URL(name, built).href;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'tocsin-stacks-'));
    built = new URL(`${pathToFileURL(directory).href}/`);
    const map = { version: 3, sources: ['../src/act.ts'], names: [], sourcesContent: ['…'] };
    // Line 2 from its first column on is line 6 of the source, and from its fifth on column 8 of line 7.
    writeFileSync(join(directory, 'act.js.map'), JSON.stringify({ ...map, mappings: ';AAKA,IACO' }));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const linesOf = (error: Error, ...frames: Frame[]): string[] => stackTraces(built)(error, frames).split('\n');

  it.each([
    [2, 1, '6:1'],
    [2, 4, '6:1'],
    [2, 5, '7:8'],
    [2, 90, '7:8'],
  ])('name the source of line %i, column %i', (line, column, position) => {
    const [, first] = linesOf(new Error('no'), frame(fileOf('act.js'), line, column));
    expect(first).toBe(`    at act (${new URL('../src/act.ts', built).href}:${position})`);
  });

  it('leave alone what was built without a map, what others built, and what is no file', () => {
    const others = [
      frame(fileOf('unmapped.js'), 2, 1),
      frame('file:///elsewhere/act.js', 2, 1),
      frame('node:internal/timers', 2, 1),
      frame(null, 2, 1, 'new Promise (<anonymous>)'),
    ];
    expect(linesOf(new Error('no'), ...others).slice(1)).toEqual(others.map((other) => `    at ${other.toString()}`));
  });

  it('begin with the error, and with the code of an error of Node', () => {
    const coded = Object.assign(new TypeError('no url'), { code: 'ERR_INVALID_URL' });
    expect(linesOf(new RangeError('too far'))).toEqual(['RangeError: too far']);
    expect(linesOf(coded)).toEqual(['TypeError [ERR_INVALID_URL]: no url']);
    expect(linesOf(Object.assign(new Error('no row'), { code: '23505' }))).toEqual(['Error: no row']);
  });
});
