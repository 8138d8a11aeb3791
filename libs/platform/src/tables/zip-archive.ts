import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { Problem } from '../http/problem.js';

const inflate = promisify(inflateRaw);

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const LONGEST_COMMENT = 0xffff;
const MOST_ENTRIES = 1_000;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

interface Entry {
  readonly method: number;
  readonly compressedBytes: number;
  readonly at: number;
}

/**
 * Reads single parts of a ZIP archive in memory. Sizes that the archive states are not believed: all parts together inflate to
 * at most `mostBytes`, and inflating stops there.
 */
export class ZipArchive {
  private constructor(
    private readonly bytes: Buffer,
    private readonly entries: ReadonlyMap<string, Entry>,
    private left: number,
  ) {}

  static open(bytes: Buffer, mostBytes: number): ZipArchive {
    try {
      return new ZipArchive(bytes, directoryOf(bytes), mostBytes);
    } catch (error) {
      if (error instanceof RangeError) throw damaged();
      throw error;
    }
  }

  /** undefined when there is no such part. */
  async read(name: string): Promise<Buffer | undefined> {
    const entry = this.entries.get(name);
    if (!entry) return undefined;
    const part = await this.expanded(entry);
    if (part.length > this.left) throw tooLarge();
    this.left -= part.length;
    return part;
  }

  private async expanded({ at, compressedBytes, method }: Entry): Promise<Buffer> {
    if (at + 30 > this.bytes.length || this.bytes.readUInt32LE(at) !== LOCAL_HEADER) throw damaged();
    const start = at + 30 + this.bytes.readUInt16LE(at + 26) + this.bytes.readUInt16LE(at + 28);
    if (start + compressedBytes > this.bytes.length) throw damaged();
    const packed = this.bytes.subarray(start, start + compressedBytes);
    if (method === STORED) return packed;
    try {
      return await inflate(packed, { maxOutputLength: Math.max(1, this.left) });
    } catch (error) {
      throw (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge() : damaged();
    }
  }
}

function directoryOf(bytes: Buffer): Map<string, Entry> {
  const end = endOfDirectory(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (count > MOST_ENTRIES) throw tooLarge();
  const entries = new Map<string, Entry>();
  let at = bytes.readUInt32LE(end + 16);
  for (let i = 0; i < count; i += 1) {
    if (bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) throw damaged();
    const method = bytes.readUInt16LE(at + 10);
    const nameBytes = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameBytes);
    const isEncrypted = (bytes.readUInt16LE(at + 8) & ENCRYPTED) !== 0;
    // Two parts of one name: programs disagree on which of them counts.
    if (isEncrypted || (method !== STORED && method !== DEFLATED) || entries.has(name)) throw damaged();
    entries.set(name, { method, compressedBytes: bytes.readUInt32LE(at + 20), at: bytes.readUInt32LE(at + 42) });
    at += 46 + nameBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

function endOfDirectory(bytes: Buffer): number {
  const first = Math.max(0, bytes.length - 22 - LONGEST_COMMENT);
  for (let at = bytes.length - 22; at >= first; at -= 1) {
    if (bytes.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  throw damaged();
}

export const damaged = (): Problem =>
  Problem.malformed(
    'The file is not a readable XLSX workbook; save it again with a spreadsheet program, without a password.',
  );

export const tooLarge = (): Problem =>
  Problem.unprocessable(
    'The workbook unpacks to far more than a ledger holds; keep one plain sheet, or send it in parts.',
  );
