import { Problem } from '../http/problem.js';

const UTF_16 = /^(\xff\xfe|\xfe\xff)/;

/**
 * The text of an uploaded table: UTF-8, with or without a byte order mark, or GB18030, in which spreadsheets on Chinese systems
 * save CSV. The declared charset is not asked: browsers and spreadsheets get it wrong. Text that is valid UTF-8 by chance and GB18030
 * by intent has to be a handful of characters long, so UTF-8 is tried first.
 */
export function decodeTable(bytes: Buffer | undefined): string {
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) throw Problem.malformed('There is no file in the body.');
  if (UTF_16.test(bytes.subarray(0, 2).toString('latin1')) || bytes.includes(0))
    throw Problem.malformed('The file is UTF-16 or not a text at all; save it as CSV in UTF-8 or GB18030.');
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // Not in this encoding: the next one is tried.
    }
  }
  throw Problem.malformed('The file is neither UTF-8 nor GB18030; save it as CSV in one of them.');
}
