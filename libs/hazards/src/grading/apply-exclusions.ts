import { type Role } from '../directory/role.js';
import { roleClassOf } from '../directory/role-class.js';
import { type Category } from './category.js';
import { type EffectivePack } from './effective-pack.js';
import { type PackError } from './rule-pack.js';

/** 不应判定为重大的情形, as somebody states it for this hazard. */
export interface ClaimedExclusion {
  exclusion: string;
  by: Role;
  reason: string;
}

export interface AppliedExclusion extends ClaimedExclusion {
  /** False for a claim by anybody but the bureau: it is shown to whoever decides and changes nothing. */
  established: boolean;
}

/** In which of his roles somebody states an exclusion: as the bureau where he is of it, since only the bureau establishes one. */
export const speakerOf = (roles: readonly Role[]): Role =>
  roles.find((role) => roleClassOf(role) === 'bureau') ?? roles[0] ?? 'reporter';

/** The categories whose rules no longer make this hazard major, and the claims with what became of them. */
export function applyExclusions(
  claims: readonly ClaimedExclusion[],
  pack: Pick<EffectivePack, 'exclusions' | 'version'>,
): { categories: Set<Category>; applied: AppliedExclusion[]; errors: PackError[] } {
  const categories = new Set<Category>();
  const errors: PackError[] = [];
  const applied = claims.map((claim, i): AppliedExclusion => {
    const known = pack.exclusions.find(({ id }) => id === claim.exclusion);
    if (!known)
      errors.push({ path: `/excluded/${i}/exclusion`, message: `${pack.version} knows no ${claim.exclusion}` });
    if (!claim.reason.trim()) errors.push({ path: `/excluded/${i}/reason`, message: 'must be stated' });
    const established = roleClassOf(claim.by) === 'bureau';
    if (known && established) known.categories.forEach((category) => categories.add(category));
    return { ...claim, established };
  });
  return { categories, applied, errors };
}
