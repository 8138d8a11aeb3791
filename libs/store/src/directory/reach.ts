import { type Scope } from '#platform/database/scope.js';

/**
 * What a use case may touch. `scope` is everything that the actor may see; `within` are the organisations below which he may do
 * this very thing, because only some of his posts may entitle to it.
 */
export interface Reach {
  readonly scope: Scope;
  readonly within: readonly number[];
}
