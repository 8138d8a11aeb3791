import { isSchoolKind, type OrganisationKind } from '#hazards/directory/organisation-kind.js';
import { type FieldError } from '#platform/http/problem.js';
import { type KnownOrganisations } from '#store/directory/organisation-import.repository.js';
import { type Organisation } from '#store/directory/organisation.repository.js';
import { CODE, type OrganisationLine } from './organisation-lines.js';
import { cellError } from '#platform/tables/table.js';

/** A line with the organisation that it will stand directly below; null for the top of the reach, which stays where it is. */
export interface PlacedLine extends Omit<OrganisationLine, 'line' | 'zone' | 'parentCode'> {
  /** undefined for a zone that no line describes. */
  readonly line?: number;
  readonly parentCode: string | null;
}

export interface Placement {
  readonly placed: ReadonlyMap<string, PlacedLine>;
  readonly errors: readonly FieldError[];
}

/** Finds the parent of every line, in the file or among the known, and adds the zones that are only named. */
export function placeOrganisations(lines: readonly OrganisationLine[], known: KnownOrganisations): Placement {
  const search = new PlaceSearch(lines, known);
  const placed = new Map<string, PlacedLine>();
  const errors: FieldError[] = [];
  // Zones first: schools look for them below their parents.
  for (const line of [...lines].sort((a, b) => Number(b.kind === 'zone') - Number(a.kind === 'zone'))) {
    const parent = search.parentOf(line);
    const place = 'message' in parent || line.zone === '' ? parent : search.zoneFor(line, parent.code);
    if ('message' in place) {
      errors.push(place);
      continue;
    }
    const { zone: _zone, ...rest } = line;
    for (const each of [...(place.zone ? [place.zone] : []), { ...rest, parentCode: place.code }]) {
      placed.set(each.code, each);
      if (each.kind === 'zone') search.add(each);
    }
  }
  return { placed, errors };
}

interface Place {
  readonly code: string | null;
  /** To be made on the way. */
  readonly zone?: PlacedLine;
}

type Zone = Pick<Organisation, 'code' | 'name' | 'parentCode'>;

class PlaceSearch {
  private readonly inFile: ReadonlyMap<string, OrganisationLine>;
  private readonly known: ReadonlyMap<string, Organisation>;
  private readonly tops: ReadonlyMap<string, Organisation>;
  /** Zones by the code of what they stand below. */
  private readonly zones = new Map<string, Zone[]>();

  constructor(lines: readonly OrganisationLine[], { organisations, tops }: KnownOrganisations) {
    this.inFile = new Map(lines.map((line) => [line.code, line]));
    this.known = new Map(organisations.map((organisation) => [organisation.code, organisation]));
    this.tops = new Map(tops.map((organisation) => [organisation.code, organisation]));
    // Zones in the file stand where the file says.
    for (const zone of organisations) if (zone.kind === 'zone' && !this.inFile.has(zone.code)) this.add(zone);
  }

  add(zone: Zone): void {
    if (zone.parentCode === null) return;
    const siblings = this.zones.get(zone.parentCode);
    if (siblings) siblings.push(zone);
    else this.zones.set(zone.parentCode, [zone]);
  }

  parentOf({ line, code, kind, parentCode }: OrganisationLine): Place | FieldError {
    if (this.tops.has(code)) {
      if (parentCode === '' && this.known.get(code)?.kind === kind) return { code: null };
      const message = 'must be empty, and the kind as it is: this is where your own posts stand';
      return cellError(line, 'parentCode', message);
    }
    if (parentCode === '') {
      const [top, ...others] = this.tops.keys();
      if (top !== undefined && others.length === 0) return { code: top };
      return cellError(line, 'parentCode', 'must be given: your posts stand at several organisations');
    }
    const parent = this.kindOf(parentCode);
    if (parent === undefined)
      return cellError(
        line,
        'parentCode',
        'must be the code of an organisation in this file or among those you administer',
      );
    if (isSchoolKind(parent) && !isSchoolKind(kind))
      return cellError(line, 'parentCode', 'must not be a school: only schools may stand below one');
    return { code: parentCode };
  }

  zoneFor({ line, kind, zone }: OrganisationLine, parentCode: string | null): Place | FieldError {
    if (kind === 'zone' || parentCode === null) return cellError(line, 'zone', 'must be empty here');
    const found = this.zones.get(parentCode) ?? [];
    const byCode = found.find(({ code }) => code === zone || code === newZoneCode(parentCode, zone));
    if (byCode) return { code: byCode.code };
    const [byName, ...others] = found.filter(({ name }) => name === zone);
    if (others.length > 0) return cellError(line, 'zone', 'must be a code: several zones have this name');
    if (byName) return { code: byName.code };

    const code = newZoneCode(parentCode, zone);
    if (this.kindOf(zone) !== undefined || this.kindOf(code) !== undefined)
      return cellError(line, 'zone', 'must be a zone directly below the parent; this code belongs to something else');
    // A mistyped code would become a zone of its own, with no officer, which from then on owes a roll-up each quarter.
    if (UNNAMED.test(zone))
      return cellError(
        line,
        'zone',
        'must be the code of a zone in this file or directly below the parent, or the name of a new one',
      );
    if (!CODE.test(code)) return cellError(line, 'zone', 'must be shorter: the code of the new zone would be too long');
    return { code, zone: { code, name: zone, kind: 'zone', parentCode } };
  }

  private kindOf(code: string): OrganisationKind | undefined {
    return this.inFile.get(code)?.kind ?? this.known.get(code)?.kind;
  }
}

/** What is written without a single Chinese character is meant as a code, not as the name of a new zone. */
const UNNAMED = /^[\x20-\x7e]*$/;

/** White space and marks cannot stand in a code. */
function newZoneCode(parentCode: string, zone: string): string {
  return `${parentCode}-${zone.replace(/[^\p{L}\p{N}._-]+/gu, '_')}`;
}
