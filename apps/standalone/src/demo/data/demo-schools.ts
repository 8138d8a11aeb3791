import { type OrganisationKind } from '#hazards/directory/organisation-kind.js';
import { readTable } from './read-table.js';

export const FACILITIES = ['canteen', 'dormitory', 'laboratory', 'bus'] as const;
export type Facility = (typeof FACILITIES)[number];

export interface DemoSchool {
  code: string;
  name: string;
  kind: OrganisationKind;
  zone: string;
  has: readonly Facility[];
}

/** The 165 schools of the demo district, in the order of their codes. */
export function demoSchools(): DemoSchool[] {
  return readTable<'code' | 'name' | 'kind' | 'zone' | 'has'>('./schools.csv').map(
    ({ code, name, kind, zone, has }) => ({
      code,
      name,
      kind: kind as OrganisationKind,
      zone,
      has: has.split(' ').filter((word) => word !== '') as Facility[],
    }),
  );
}
