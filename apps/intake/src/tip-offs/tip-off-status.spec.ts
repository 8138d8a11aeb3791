import { STATUSES } from '#hazards/lifecycle/status.js';
import { TERMINAL_STATUSES } from '#hazards/lifecycle/transitions.js';
import { tipOffStatusFor } from './tip-off-status.js';

describe('what an informant learns', () => {
  it.each(STATUSES)('%s is one of three words, and closed exactly when nothing more will happen to it', (status) => {
    const isOver = status === 'closed' || TERMINAL_STATUSES.includes(status);
    const isNew = status === 'reported' || status === 'graded';
    expect(tipOffStatusFor(status)).toBe(isOver ? 'closed' : isNew ? 'received' : 'being-handled');
  });
});
