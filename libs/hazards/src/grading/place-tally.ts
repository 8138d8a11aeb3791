import { type OpenElement } from './composite.js';

/**
 * The open elements of one place, kept up to date as hazards open and close, without counting the place anew. Opening a
 * hazard twice replaces it and closing an unknown one changes nothing, since jobs may run twice.
 */
export class PlaceTally {
  private readonly elementsOf = new Map<string, OpenElement[]>();
  private readonly holdersOf = new Map<string, number>();

  open(hazardId: string, elements: readonly Omit<OpenElement, 'hazardId'>[]): void {
    this.close(hazardId);
    const own = elements.map((one) => ({ ...one, hazardId }));
    this.elementsOf.set(hazardId, own);
    for (const element of differentOf(own)) this.holdersOf.set(element, (this.holdersOf.get(element) ?? 0) + 1);
  }

  close(hazardId: string): void {
    for (const element of differentOf(this.elementsOf.get(hazardId) ?? [])) {
      const left = (this.holdersOf.get(element) ?? 0) - 1;
      if (left > 0) this.holdersOf.set(element, left);
      else this.holdersOf.delete(element);
    }
    this.elementsOf.delete(hazardId);
  }

  /** How many different elements are open; with a list, how many of those listed. */
  count(listed: readonly string[] | 'any' = 'any'): number {
    return listed === 'any' ? this.holdersOf.size : listed.filter((element) => this.holdersOf.has(element)).length;
  }

  /** What countComposite takes. */
  openElements(): OpenElement[] {
    return [...this.elementsOf.values()].flat();
  }
}

const differentOf = (elements: readonly OpenElement[]): Set<string> => new Set(elements.map((one) => one.element));
