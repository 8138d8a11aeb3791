import { noticeId, noticeOf, noticeStep } from './notice.js';

describe('a notice', () => {
  it('is told apart from the climb and from the one before it', () => {
    expect([noticeOf('overdue'), noticeOf('overdue-1d'), noticeOf('returned-late')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(noticeOf(noticeId('returned', 7))).toBe('returned');
    expect(noticeId('returned', 7)).not.toBe(noticeId('returned', 9));
  });

  it('stays on the first rank: nobody above the school is told', () => {
    expect(noticeStep('extension-refused')).toMatchObject({ rank: 0, severity: 'alert' });
  });
});
