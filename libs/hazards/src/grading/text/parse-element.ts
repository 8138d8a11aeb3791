import { type Measure, MEASURES, type Quantity } from './quantities.js';

/** A bound on a number in the text, such as `floor >= 4` or `metres < 1.1`. */
export type QuantityTest = (quantity: Quantity) => boolean;

export interface ParsedElement {
  readonly concepts: readonly string[];
  readonly phrases: string;
  readonly quantity: QuantityTest | null;
}

const QUANTITY = /^(\w+) *(>=|<=|<|>) *(\d+(?:\.\d+)?)$/;
const CONCEPTS = /^[a-z][a-z0-9-]*(?:\|[a-z][a-z0-9-]*)*$/;

/** `exit|stairs 出入口 KTV`: concepts in small Latin letters, any other blank-separated part is words of its own. */
export function parseElement(source: string): ParsedElement {
  const bound = QUANTITY.exec(source);
  if (bound) {
    const [, measure = '', operator = '', limit = ''] = bound;
    if (!isMeasure(measure)) throw new Error(`there is no measure ${measure}`);
    return { concepts: [], phrases: '', quantity: testOf(measure, operator, Number(limit)) };
  }
  const parts = source.split(/\s+/).filter((part) => part !== '');
  return {
    concepts: parts.filter((part) => CONCEPTS.test(part)).flatMap((part) => part.split('|')),
    phrases: parts
      .filter((part) => !CONCEPTS.test(part))
      .join(' ')
      .toLowerCase(),
    quantity: null,
  };
}

const isMeasure = (name: string): name is Measure => (MEASURES as readonly string[]).includes(name);

function testOf(measure: Measure, operator: string, limit: number): QuantityTest {
  const holds = {
    '>=': (value: number) => value >= limit,
    '<=': (value: number) => value <= limit,
    '>': (value: number) => value > limit,
    '<': (value: number) => value < limit,
  }[operator];
  return (quantity) => quantity.measure === measure && (holds?.(quantity.value) ?? false);
}
