import { BARS, LIU, SOCKET, ZONE } from './alert-text.fixture.js';
import { type DigestReminder, digestText, groupReminders } from './digest.js';

const at = (text: string) => new Date(`${text}+08:00`);
const NOW = at('2026-11-20T08:07:00');

function reminder(id: string, changes: Partial<DigestReminder> = {}): DigestReminder {
  return {
    id,
    severity: 'reminder',
    grade: 'general',
    recipientId: 'liu',
    sendAt: NOW,
    obligationKind: 'rectify',
    organisationName: SOCKET.organisationName,
    what: SOCKET.place,
    number: `D01-S153-2026-00${id}`,
    dueAt: at('2026-11-21T00:00:00'),
    daysOverdue: 0,
    ...changes,
  };
}

const FRAME = { recipient: LIU, link: 'https://tocsin.example/alerts', bureauPhone: '0839-5550100', zone: ZONE };

describe('grouping reminders', () => {
  it('puts one recipient and one local day into one letter and leaves the rest alone', () => {
    const reminders = [
      reminder('31'),
      reminder('32', { recipientId: 'wang' }),
      reminder('33', { sendAt: at('2026-11-20T23:59:00') }),
      reminder('34', { sendAt: at('2026-11-21T00:00:00') }),
      reminder('35', { severity: 'critical' }),
      reminder('36', { priority: 'P0' }),
      reminder('37', { grade: 'major' }),
    ];
    const mailings = groupReminders(reminders, ZONE).map((mailing) =>
      mailing.kind === 'single'
        ? mailing.reminder.id
        : { to: mailing.recipientId, on: mailing.date, ids: mailing.reminders.map(({ id }) => id) },
    );
    expect(mailings).toEqual([{ to: 'liu', on: '2026-11-20', ids: ['31', '33'] }, '32', '34', '35', '36', '37']);
  });

  it('makes nothing of nothing', () => {
    expect(groupReminders([], ZONE)).toEqual([]);
  });
});

describe('the morning digest', () => {
  const reminders = [
    reminder('33', { what: '操场 篮球架', dueAt: at('2026-11-24T00:00:00') }),
    reminder('31'),
    reminder('32', { what: '食堂 后厨 留样柜', dueAt: at('2026-11-18T00:00:00'), daysOverdue: 3 }),
    reminder('02', {
      what: BARS.place,
      grade: 'major',
      obligationKind: 'file-plan',
      number: BARS.number,
      dueAt: at('2026-11-19T00:00:00'),
      daysOverdue: 2,
      awaitsSignature: true,
    }),
  ];

  it('counts, lists what is late first and says what to do', () => {
    const zeroReport = { title: '2026年第四季度零报告', dueAt: at('2027-01-01T00:00:00') };
    const { subject, text } = digestText(reminders, { ...FRAME, zeroReport }, NOW);
    expect(subject).toBe('【今日提醒】超期2项（重大1项），今日到期1项，即将到期1项，待您签字1项');
    expect(text).toBe(`校（园）长刘慧敏：

今天需要您关注的事项共4项：超期2项（重大1项），今日到期1项，即将到期1项，待您签字1项。2026年第四季度零报告还剩41天。

1. ［一般隐患］石桥中学 食堂 后厨 留样柜：整改已超期3天，台账编号D01-S153-2026-0032
2. ［重大隐患］石桥中学 宿舍区 1号学生公寓 二至五层窗户：治理方案报送已超期2天，待您签字，台账编号D01-S154-2026-0002
3. ［一般隐患］石桥中学 校本部 北教学楼 二层东侧走廊：整改11月20日24:00前（今天到期），台账编号D01-S153-2026-0031
4. ［一般隐患］石桥中学 操场 篮球架：整改11月23日24:00前（3天后到期），台账编号D01-S153-2026-0033

请先处理超期的，再处理今日到期的；确实来不及的，请在到期前提出延期申请。

查看和办理：https://tocsin.example/alerts
咨询电话（区教育局安全股）：0839-5550100`);
  });

  it('lists twenty and counts the rest', () => {
    const many = Array.from({ length: 23 }, (_, index) => reminder(String(index + 10)));
    const { text } = digestText(many, FRAME, NOW);
    expect(text).toContain('\n另有3项，请登录查看。\n');
    expect(text.match(/^\d+\. /gm)).toHaveLength(20);
  });

  it('shows mark-up as text and keeps one item on one line', () => {
    const { html, text } = digestText([reminder('31', { what: '<b>北楼</b>\r\n9. 假冒' }), reminder('32')], FRAME, NOW);
    expect(html).toContain('&lt;b&gt;北楼&lt;/b&gt; 9. 假冒');
    expect(text.match(/^\d+\. /gm)).toHaveLength(2);
  });
});
