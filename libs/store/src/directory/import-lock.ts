import { type EntityManager } from 'typeorm';

const LOCK_CLASS = 8_467;

/** One import at a time, to the end of its transaction: a plan made on what another import is changing would be wrong. */
export async function lockImports(manager: EntityManager): Promise<void> {
  await manager.query('select pg_advisory_xact_lock($1, 1)', [LOCK_CLASS]);
}

/** One process at a time looks whether there is an administrator, and makes one. */
export async function lockFirstStart(manager: EntityManager): Promise<void> {
  await manager.query('select pg_advisory_xact_lock($1, 2)', [LOCK_CLASS]);
}

/** Codes or user names that somebody outside the importer's view has; the transaction is rolled back. */
export class TakenError extends Error {
  constructor(readonly names: readonly string[]) {
    super(`${names.length} names are taken`);
    this.name = 'TakenError';
  }
}

/** Throws for the names that were to be inserted and were not. */
export function requireInserted(wanted: readonly string[], inserted: readonly { readonly name: string }[]): void {
  const done = new Set(inserted.map(({ name }) => name));
  const taken = wanted.filter((name) => !done.has(name));
  if (taken.length > 0) throw new TakenError(taken);
}
