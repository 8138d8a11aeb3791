import { type District, populate } from '../district.js';
import { scratchDirectory } from '../scratch.js';
import { Child } from './child.js';

export const ADMIN_PASSWORD = 'a bell that nobody can unring';

/** A running service with an embedded database of its own. */
export interface RunningService {
  readonly child: Child;
  readonly address: string;
  /** Connection of the database's superuser. */
  readonly databaseUrl: string;
  readonly district: District;
}

/**
 * A Tocsin in a process of its own, as it comes: every setting at its default but for port, data directory and the
 * administrator's password. Populated with the district of the demo.
 */
export async function startPopulated(
  shape: 'standalone' | 'intake',
  settings: Record<string, string> = {},
): Promise<RunningService> {
  const DATA_DIR = scratchDirectory(shape);
  const child = Child.start('service.child', { PORT: '0', DATA_DIR, ADMIN_PASSWORD, ...settings });
  const started = await child.call<{ address: string; databaseUrl: string }>('start', shape);
  return { child, ...started, district: await populate(started.address, ADMIN_PASSWORD) };
}
