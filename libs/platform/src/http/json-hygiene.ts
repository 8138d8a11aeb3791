import { Problem, type FieldError } from './problem.js';
import { faultOfAnyText } from './text-rules.js';

export interface JsonLimits {
  /** Objects and arrays inside each other. */
  readonly maxDepth: number;
  /** Members of all objects of the document together. */
  readonly maxKeys: number;
}

export const JSON_LIMITS: JsonLimits = { maxDepth: 32, maxKeys: 1000 };

/** Names that reach an object's prototype when a careless merge copies them. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const NUMBER = /-?\d[\d.eE+-]*/y;

/**
 * Parses a JSON body. Before any object is built, one pass over the text refuses what JSON.parse would let through or choke on:
 * too deep nesting, too many or repeated names, names of prototypes, NUL, halves of surrogate pairs, numbers that would change.
 */
export function parseJson(bytes: Uint8Array, limits: JsonLimits = JSON_LIMITS): unknown {
  const text = decodeUtf8(bytes);
  new JsonScan(text, limits).run();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw Problem.malformed('The body is not JSON (RFC 8259).');
  }
}

/** UTF-8 only; a byte order mark is skipped. */
function decodeUtf8(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || first === 0 || second === 0) {
    throw Problem.malformed('The body looks like UTF-16 or UTF-32; send UTF-8.');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw Problem.malformed('The body is not UTF-8.');
  }
}

interface Level {
  /** Names seen so far; undefined for an array. */
  readonly names?: Set<string>;
  name: string;
  index: number;
  expectsName: boolean;
}

/** Knows just enough of the grammar to find strings, numbers and nesting; JSON.parse judges the rest afterwards. */
class JsonScan {
  private readonly levels: Level[] = [];
  private keys = 0;
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly limits: JsonLimits,
  ) {}

  run(): void {
    const { text } = this;
    while (this.at < text.length) {
      const character = text.charCodeAt(this.at);
      if (character === 0x22) this.string();
      else if (character === 0x2d || (character >= 0x30 && character <= 0x39)) this.number();
      else {
        if (character === 0x7b || character === 0x5b) this.open(character === 0x7b);
        else if (character === 0x7d || character === 0x5d) this.levels.pop();
        else if (character === 0x2c) this.next();
        else if (character === 0) throw Problem.malformed('The body holds a NUL character.');
        this.at += 1;
      }
    }
  }

  private open(isObject: boolean): void {
    if (this.levels.length >= this.limits.maxDepth) {
      throw Problem.malformed(`The body is nested deeper than ${this.limits.maxDepth} levels.`);
    }
    this.levels.push({ names: isObject ? new Set() : undefined, name: '', index: 0, expectsName: isObject });
  }

  private next(): void {
    const level = this.levels.at(-1);
    if (!level) return;
    level.index += 1;
    level.expectsName = level.names !== undefined;
  }

  private string(): void {
    const value = this.readString();
    const level = this.levels.at(-1);
    if (level?.names && level.expectsName) {
      this.name(level, level.names, value);
      return;
    }
    const fault = faultOfAnyText(value);
    if (fault) this.refuse(`must be text without NUL and without halves of surrogate pairs; ${fault}`);
  }

  private name(level: Level, names: Set<string>, value: string): void {
    this.keys += 1;
    if (this.keys > this.limits.maxKeys)
      throw Problem.malformed(`The body has more than ${this.limits.maxKeys} members.`);
    if (faultOfAnyText(value))
      throw Problem.malformed('A member name of the body holds NUL or half of a surrogate pair.');
    level.expectsName = false;
    level.name = value;
    if (FORBIDDEN_KEYS.has(value)) this.refuse('must not be there: this name is reserved');
    // Parsers disagree on which of two members counts, so a check elsewhere might have seen the other one.
    if (names.has(value)) this.refuse('must be given once');
    names.add(value);
  }

  private readString(): string {
    const { text, at: start } = this;
    let isEscaped = false;
    let end = start + 1;
    for (let character = text.charCodeAt(end); character !== 0x22; character = text.charCodeAt(end)) {
      if (end >= text.length) throw Problem.malformed('The body is not JSON (RFC 8259): a string does not end.');
      if (character === 0x5c) isEscaped = true;
      end += character === 0x5c ? 2 : 1;
    }
    this.at = end + 1;
    if (!isEscaped) return text.slice(start + 1, end);
    try {
      return JSON.parse(text.slice(start, end + 1)) as string;
    } catch {
      throw Problem.malformed(
        'The body is not JSON (RFC 8259): a string holds a character or an escape that is not allowed.',
      );
    }
  }

  private number(): void {
    NUMBER.lastIndex = this.at;
    const written = NUMBER.exec(this.text)?.[0];
    if (written === undefined) throw Problem.malformed('The body is not JSON (RFC 8259).');
    this.at += written.length;
    const value = Number(written);
    const isExact = /[.eE]/.test(written) ? Number.isFinite(value) : Number.isSafeInteger(value);
    if (!isExact) this.refuse('must be a number that a double can hold exactly; send larger ones as text');
  }

  private refuse(message: string): never {
    const error: FieldError = {
      pointer: jsonPointer(this.levels.map(({ names, name, index }) => (names ? name : index))),
      message,
    };
    throw Problem.malformed('The body holds something that is not taken; see errors.', [error]);
  }
}

/** RFC 6901. The empty pointer is the whole document. */
export function jsonPointer(path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
