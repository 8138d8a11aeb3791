import { type LegalBasis } from '../directory/bilingual.js';
import { type Role } from '../directory/role.js';
import { type Priority } from '../deadlines/priority.js';
import { type Category } from '../grading/category.js';

/**
 * 责任分工: who owns and who watches a hazard, by category (谁主管谁负责). Each list is a fallback chain: the first role
 * that somebody answers for is taken, and those passed over are named in the decision.
 */
export interface ResponsibilityMap {
  id: string;
  version: string;
  legalBasis: LegalBasis;
  owners: Record<Category, readonly Role[]>;
  monitors: { general: readonly Role[]; major: readonly Role[] };
  /** Roles above the school that watch when nobody at the school can. */
  monitorsAbove: readonly Role[];
  priorities: {
    fallback: Priority;
    byCategory: Partial<Record<Category, Priority>>;
    /** From this many hazards of one category at one place in a term, the class is one step more urgent. */
    repeatsInTerm: number;
  };
}
