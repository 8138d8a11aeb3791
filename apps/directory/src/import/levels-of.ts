import { type Organisation } from '#store/directory/organisation.repository.js';
import { type PlacedLine } from './place-organisations.js';

/** More levels than any administration has: a chain so long is a mistake, and every path on the way would be as long. */
export const MOST_LEVELS = 20;

export interface Astray {
  readonly line?: number;
  readonly code: string;
  readonly fault: string;
}

export interface Levels {
  readonly levels: readonly (readonly PlacedLine[])[];
  /** Lines that stand below themselves, or too deep. */
  readonly astray: readonly Astray[];
}

/**
 * Orders lines so that each comes after whatever it will stand below. An organisation that the file does not mention moves with the
 * nearest one above it that the file does mention, so it counts as standing where that one will.
 */
export function levelsOf(placed: ReadonlyMap<string, PlacedLine>, known: readonly Organisation[]): Levels {
  const mentioned = new Map<number, string>();
  for (const { id, code } of known) if (placed.has(code)) mentioned.set(id, code);
  const paths = new Map(known.map(({ code, path }) => [code, path]));
  const above = ({ parentCode }: PlacedLine): string | undefined => {
    if (parentCode === null || placed.has(parentCode)) return parentCode ?? undefined;
    const nearest = paths.get(parentCode)?.findLast((id) => mentioned.has(id));
    return nearest === undefined ? undefined : mentioned.get(nearest);
  };

  const levels: PlacedLine[][] = [];
  const astray: Astray[] = [];
  for (const line of placed.values()) {
    const seen = new Set([line.code]);
    let next = above(line);
    while (next !== undefined && !seen.has(next) && seen.size < MOST_LEVELS) {
      seen.add(next);
      next = above(placed.get(next) ?? line);
    }
    if (next === undefined) (levels[seen.size - 1] ??= []).push(line);
    // Of a ring, those are named that stand in it; what hangs below it is right once the ring is open.
    else if (next === line.code)
      astray.push({ line: line.line, code: line.code, fault: 'must not stand below itself' });
    else if (!seen.has(next))
      astray.push({ line: line.line, code: line.code, fault: `must not be more than ${MOST_LEVELS} levels deep` });
  }
  return { levels: [...levels].map((level) => level ?? []), astray };
}
