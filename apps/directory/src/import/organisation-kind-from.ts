import { ORGANISATION_KINDS, type OrganisationKind } from '#hazards/directory/organisation-kind.js';

const KINDS = Object.keys(ORGANISATION_KINDS) as OrganisationKind[];

/** The kind that an id or a Chinese label names; undefined when it names none. */
export function organisationKindFrom(text: string): OrganisationKind | undefined {
  return KINDS.find((id) => id === text || ORGANISATION_KINDS[id] === text);
}

export const KIND_NAMES = KINDS.map((id) => `${id} (${ORGANISATION_KINDS[id]})`).join(', ');
