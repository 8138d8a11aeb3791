import { type FieldError } from '#platform/http/problem.js';
import {
  type ImportedOrganisation,
  type ImportLevel,
  type KnownOrganisations,
} from '#store/directory/organisation-import.repository.js';
import { type Organisation } from '#store/directory/organisation.repository.js';
import { levelsOf } from './levels-of.js';
import { type OrganisationLine } from './organisation-lines.js';
import { placeOrganisations, type PlacedLine } from './place-organisations.js';
import { cellError } from '#platform/tables/table.js';

export interface OrganisationCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Lines of the file: the sum of the three above. */
  readonly total: number;
  /** Zones that lines named and that did not exist. */
  readonly zonesCreated: number;
}

export type OrganisationPlan =
  | { readonly kind: 'import'; readonly levels: readonly ImportLevel[]; readonly counts: OrganisationCounts }
  | { readonly kind: 'refuse'; readonly errors: readonly FieldError[]; readonly levels?: undefined };

const BEGINNING = '2000-01-01';

/** What an import has to create and change, parents before what stands below them; or everything that is wrong with it. */
export function planOrganisations(lines: readonly OrganisationLine[], known: KnownOrganisations): OrganisationPlan {
  const { placed, errors } = placeOrganisations(lines, known);
  const { levels, astray } = levelsOf(placed, known.organisations);
  const existing = new Map(known.organisations.map((found) => [found.code, found]));
  const wanted = [...placed.values()].map((line) => ({ line, now: existing.get(line.code) }));
  const faults = [
    ...errors,
    ...astray.map(({ line, code, fault }) => cellError(line ?? lineNaming(lines, code), 'parentCode', fault)),
    ...wanted.flatMap(({ line, now }) => faultsOfPeriod(line, now)),
  ];
  if (faults.length > 0) return { kind: 'refuse', errors: faults };

  const count = { created: 0, updated: 0, unchanged: 0, zonesCreated: 0 };
  const changes = levels.map((level) => {
    const change = { create: [], move: [], change: [] } as Record<keyof ImportLevel, ImportedOrganisation[]>;
    for (const line of level) {
      const now = existing.get(line.code);
      const action = actionFor(line, now);
      if (action !== 'keep') change[action].push(asImported(line, now));
      if (line.line === undefined) count.zonesCreated += 1;
      else if (action === 'create') count.created += 1;
      else if (action === 'keep') count.unchanged += 1;
      else count.updated += 1;
    }
    return change;
  });
  return { kind: 'import', levels: changes, counts: { ...count, total: lines.length } };
}

function actionFor(line: PlacedLine, now: Organisation | undefined): keyof ImportLevel | 'keep' {
  if (!now) return 'create';
  if ((line.parentCode !== null && line.parentCode !== now.parentCode) || line.kind !== now.kind) return 'move';
  const wanted = asImported(line, now);
  const isSame =
    wanted.name === now.name &&
    wanted.boarding === now.boarding &&
    wanted.validFrom === now.validFrom &&
    wanted.validTo === now.validTo;
  return isSame ? 'keep' : 'change';
}

function asImported(line: PlacedLine, now: Organisation | undefined): ImportedOrganisation {
  return {
    code: line.code,
    name: line.name,
    kind: line.kind,
    parentCode: line.parentCode ?? '',
    boarding: line.boarding ?? now?.boarding ?? false,
    ...periodOf(line, now),
  };
}

function periodOf(line: PlacedLine, now: Organisation | undefined): { validFrom: string; validTo: string | null } {
  return { validFrom: line.validFrom ?? now?.validFrom ?? BEGINNING, validTo: line.validTo ?? now?.validTo ?? null };
}

function faultsOfPeriod(line: PlacedLine, now: Organisation | undefined): FieldError[] {
  const { validFrom, validTo } = periodOf(line, now);
  if (line.line === undefined || validTo === null || validTo > validFrom) return [];
  return [cellError(line.line, 'validTo', `must be later than ${validFrom}, when the organisation begins`)];
}

/** The line to blame for a zone that it names. */
function lineNaming(lines: readonly OrganisationLine[], zoneCode: string): number {
  return lines.find(({ parentCode, zone }) => zone !== '' && zoneCode.startsWith(`${parentCode}-`))?.line ?? 1;
}
