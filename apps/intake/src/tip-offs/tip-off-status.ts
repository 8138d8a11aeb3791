import { type Status } from '#hazards/lifecycle/status.js';

export const TIP_OFF_STATUSES = ['received', 'being-handled', 'closed'] as const;
export type TipOffStatus = (typeof TIP_OFF_STATUSES)[number];

/** Until somebody answers for the hazard it is received. How it is graded, and why it ended, is not for the informant's code to tell. */
const SHOWN: Readonly<Record<Status, TipOffStatus>> = {
  reported: 'received',
  graded: 'received',
  assigned: 'being-handled',
  'in-progress': 'being-handled',
  rectified: 'being-handled',
  returned: 'being-handled',
  verified: 'being-handled',
  reopened: 'being-handled',
  transferred: 'being-handled',
  closed: 'closed',
  rejected: 'closed',
};

/** What an informant 举报人 learns of the hazard that a tip-off became (order 16 of 2007, article 6: whoever receives it deals with it). */
export const tipOffStatusFor = (status: Status): TipOffStatus => SHOWN[status];
