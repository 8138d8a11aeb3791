import { AbsenceRow } from './absence.row.js';
import { DelegationRow } from './delegation.row.js';
import { OrganisationRow } from './organisation.row.js';
import { PersonRow } from './person.row.js';
import { PostRow } from './post.row.js';

/** What a data source must know for the repositories of this folder. */
export const DIRECTORY_ROWS = [OrganisationRow, PersonRow, PostRow, DelegationRow, AbsenceRow];
