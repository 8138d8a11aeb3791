/** Who had a hand in putting a hazard right and striking it off. */
export interface HazardHands {
  ownerId: string | null;
  submittedBy: string | null;
  closedBy: string | null;
}

export type HandRefusal = 'looker-is-owner' | 'looker-is-submitter' | 'looker-is-closer';

/** Why this person cannot be the one who looks back at his own work; undefined when he can. */
export function handIn({ ownerId, submittedBy, closedBy }: HazardHands, personId: string): HandRefusal | undefined {
  if (personId === ownerId) return 'looker-is-owner';
  if (personId === submittedBy) return 'looker-is-submitter';
  return personId === closedBy ? 'looker-is-closer' : undefined;
}

/** True for whoever rectified or closed it. */
export const hasHandIn = (hazard: HazardHands, personId: string): boolean => handIn(hazard, personId) !== undefined;
