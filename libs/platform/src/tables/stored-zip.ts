import { crc32 } from 'node:zlib';

const NAMES_IN_UTF8 = 0x0800;
const VERSION = 20;

/** A ZIP archive of uncompressed parts. */
export function storedZip(parts: ReadonlyMap<string, Buffer>): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content] of parts) {
    const shared = sharedHeader(name, content);
    const header = Buffer.concat([signature('PK\x03\x04'), shared, Buffer.from(name)]);
    directory.push(Buffer.concat([signature('PK\x01\x02'), words(VERSION), shared, placeOf(at), Buffer.from(name)]));
    local.push(header, content);
    at += header.length + content.length;
  }
  const bytes = directory.reduce((sum, { length }) => sum + length, 0);
  const end = Buffer.concat([
    signature('PK\x05\x06'),
    words(0, 0, parts.size, parts.size),
    doubleWords(bytes, at),
    words(0),
  ]);
  return Buffer.concat([...local, ...directory, end]);
}

/** Version to sizes and lengths of names: the same in the header of a part and in the directory. */
function sharedHeader(name: string, content: Buffer): Buffer {
  return Buffer.concat([
    words(VERSION, NAMES_IN_UTF8, 0, 0, 0x21),
    doubleWords(crc32(content), content.length, content.length),
    words(Buffer.byteLength(name), 0),
  ]);
}

/** Comment, disk and attributes, all empty, and where the part begins. */
const placeOf = (at: number): Buffer => Buffer.concat([words(0, 0, 0), doubleWords(0, at)]);

const signature = (text: string): Buffer => Buffer.from(text, 'latin1');
const words = (...values: number[]): Buffer => Buffer.from(Uint16Array.from(values).buffer);
const doubleWords = (...values: number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer);
