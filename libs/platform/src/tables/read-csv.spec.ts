import iconv from 'iconv-lite';
import { type Problem } from '../http/problem.js';
import { readCsv } from './read-csv.js';

const COLUMNS = {
  required: ['code', 'name'],
  optional: ['note'],
  headings: { code: ['代码'], name: ['名称', '校名'] },
  multiline: ['note'],
  mostLines: 3,
} as const;

const read = (text: string | Buffer) => readCsv(Buffer.from(text as string), COLUMNS);

function problemOf(text: string | Buffer): Problem {
  try {
    read(text);
  } catch (error) {
    return error as Problem;
  }
  throw new Error('the file was read');
}

describe('a table from CSV', () => {
  it.each([
    ['UTF-8', Buffer.from('代码,校名\nS1,东街小学\n')],
    ['UTF-8 with a byte order mark', Buffer.from('\ufeff代码,校名\nS1,东街小学\n')],
    ['GB18030', iconv.encode('代码,校名\nS1,东街小学\n', 'gb18030')],
    ['GB18030 with a character beyond GBK', iconv.encode('代码,校名\nS1,东街小学\n', 'gb18030')],
    ['lines that end with CR LF', Buffer.from('代码,校名\r\nS1,东街小学\r\n')],
  ])('reads %s', (_name, bytes) => {
    expect(read(bytes).lines).toEqual([{ line: 2, cells: { code: 'S1', name: '东街小学', note: '' } }]);
  });

  it.each(['code,name', '名称,代码', ' 校 名* ,ｃｏｄｅ', '名称,code,note'])(
    'takes the columns under the headings %s',
    (header) => {
      const values = header.startsWith('code') ? 'S1,东街' : '东街,S1';
      const row = header.endsWith('note') ? `${values},` : values;
      expect(read(`${header}\n${row}\n`).lines[0]?.cells).toEqual({ code: 'S1', name: '东街', note: '' });
    },
  );

  it.each([
    ['code\nS1\n', '/lines/1/name', 'must be among the columns as name or 名称; it is missing'],
    ['代码,名称,电话\nS1,a,1\n', '/lines/1/电话', 'is not a column here; known are code (代码), name (名称), note'],
    ['代码,名称,=cmd|1\nS1,a,1\n', '/lines/1/3', 'is not a column here; known are code (代码), name (名称), note'],
    ['代码,code,名称\nS1,S1,a\n', '/lines/1/code', 'must be there once'],
  ])('names what is wrong with the header of %j', (text, pointer, message) => {
    const { status, errors } = problemOf(text);
    expect({ status, errors }).toEqual({ status: 422, errors: [{ pointer, message }] });
  });

  it('says where a line begins, and keeps its line feeds only where they are wanted', () => {
    const { lines, broken } = read('code,name,note\n\nS1,a,"one\r\ntwo"\nS2,"b\nc",\n');
    expect(lines).toEqual([{ line: 3, cells: { code: 'S1', name: 'a', note: 'one\ntwo' } }]);
    expect(broken).toEqual([
      {
        line: 5,
        cells: { code: 'S2', name: 'b\nc', note: '' },
        errors: [
          {
            pointer: '/lines/5/name',
            message: 'must be one line of text without control characters; it holds a line feed or a tab',
          },
        ],
      },
    ]);
  });

  it('goes on after a line that is too long or too short', () => {
    const { lines, broken } = read('code,name\nS1\nS2,b\nS3,c,d\n');
    expect(lines.map(({ line }) => line)).toEqual([3]);
    expect(broken.flatMap(({ errors }) => errors)).toEqual([
      { pointer: '/lines/2', message: 'must have 2 values, one for each column; it has 1' },
      { pointer: '/lines/4', message: 'must have 2 values, one for each column; it has 3' },
    ]);
  });

  it.each([
    ['', 400, 'There is no file'],
    ['\n', 400, 'is empty'],
    ['code,name\n', 422, 'no line below'],
    ['code,name\na,b\na,b\na,b\na,b\n', 422, 'at most 3'],
    [`${Array<string>(31).fill('x').join(',')}\n1\n`, 422, 'at most 30'],
    ['code,name\n"a,b\n', 400, 'not CSV'],
    [Buffer.from('\xff\xfec\0o\0', 'latin1'), 400, 'UTF-16'],
    [Buffer.from([0x81, 0x20, 0xff]), 400, 'neither UTF-8 nor GB18030'],
  ])('refuses %j as a whole', (text, status, detail) => {
    const problem = problemOf(text);
    expect([problem.status, problem.detail]).toEqual([status, expect.stringContaining(detail)]);
  });
});
