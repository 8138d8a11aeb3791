/** Whose rows a unit of work may see: subtrees of organisations, and the person on whose behalf it runs. */
export interface Scope {
  readonly organisations: readonly number[];
  readonly personId?: string;
}

/** The root above all provinces: every path begins with it. Only workers and start-up tasks use this scope. */
export const WORLD = 0;
export const WHOLE_WORLD: Scope = { organisations: [WORLD] };

/** The array literal that the policies of row-level security compare with a row's path. */
export function scopeLiteral(scope: Scope): string {
  if (!scope.organisations.every(Number.isInteger)) throw new TypeError('a scope holds organisation ids');
  return `{${scope.organisations.join(',')}}`;
}
