import { type Figure } from './suite.js';

export const ratioOf = ({ value, bare }: Figure): number | undefined => (bare ? value / bare.value : undefined);

/** Whether a figure keeps its bar; undefined when it has none. */
export function isMet(figure: Figure): boolean | undefined {
  if (!figure.bar) return undefined;
  const { on, atLeast = -Infinity, atMost = Infinity } = figure.bar;
  const judged = on === 'ratio' ? ratioOf(figure) : figure.value;
  if (judged === undefined) throw new Error(`${figure.name} has a bar on its ratio and no bare limit`);
  return judged >= atLeast && judged <= atMost;
}
