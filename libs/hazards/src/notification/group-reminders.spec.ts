import { groupReminders } from './group-reminders.js';

const ZONE = 'Asia/Shanghai';
const at = (text: string) => new Date(`${text}+08:00`);

describe('grouping what has waited', () => {
  const waiting = (alertId: string, sharedBy: string | null, sendAt = '2026-11-20T08:12:00') => ({
    alertId,
    sharedBy,
    sendAt: at(sendAt),
  });
  const grouped = (...alerts: ReturnType<typeof waiting>[]) =>
    groupReminders(alerts, ZONE).map(({ digestId, alerts: [...own] }) => [digestId, ...own.map((one) => one.alertId)]);

  it('puts one recipient and one local day into one letter, named by its first alert, and leaves the rest alone', () => {
    expect(
      grouped(
        waiting('33', 'liu', '2026-11-20T23:59:00'),
        waiting('31', 'liu'),
        waiting('32', 'wang'),
        waiting('34', 'liu', '2026-11-21T00:00:00'),
        waiting('35', null),
        waiting('36', null),
      ),
    ).toEqual([
      ['31', '31', '33'],
      [null, '32'],
      [null, '34'],
      [null, '35'],
      [null, '36'],
    ]);
  });

  it('is named the same in whatever order they come', () => {
    expect(grouped(waiting('1', 'liu'), waiting('2', 'liu'))).toEqual(
      grouped(waiting('2', 'liu'), waiting('1', 'liu')),
    );
  });

  it('makes nothing of nothing', () => {
    expect(grouped()).toEqual([]);
  });
});
