import { LIU, SOCKET, ZONE } from './alert-text.fixture.js';
import { type DigestItem, digestText } from './digest.js';
import { letterAsHtml } from './letter.js';

const at = (text: string) => new Date(`${text}+08:00`);
const NOW = at('2026-11-20T08:12:00');
const FRAME = { recipient: LIU, link: 'https://tocsin.example/alerts', bureauPhone: '0839-5550100', zone: ZONE };

function item(id: string, changes: Partial<DigestItem> = {}): DigestItem {
  return {
    grade: 'general',
    obligationKind: 'rectify',
    organisationName: SOCKET.organisationName,
    what: SOCKET.place,
    number: `D01-S153-2026-00${id}`,
    dueAt: at('2026-11-21T00:00:00'),
    via: 'post',
    link: `https://tocsin.example/h/${id}`,
    ...changes,
  };
}

const FILING: DigestItem = {
  obligationKind: 'zero-report',
  organisationName: '石桥中学',
  what: '2026年第四季度零报告',
  dueAt: at('2027-01-01T00:00:00'),
  awaitsSignature: true,
  via: 'post',
  link: 'https://tocsin.example/f/secret',
};

describe('several reminders in one letter', () => {
  const items = [
    FILING,
    item('33', { what: '操场 篮球架', dueAt: at('2026-11-24T00:00:00') }),
    item('31'),
    item('34', { what: '食堂 后厨', dueAt: at('2026-11-20T00:00:00'), via: 'next-rank' }),
    item('32', { what: '食堂 留样柜', dueAt: at('2026-11-17T00:00:00'), proposal: 'circular' }),
  ];

  it('counts, says in sentences what is late longest first, and leads to each', () => {
    const { subject, text } = digestText(items, FRAME, NOW);
    expect(subject).toBe('【今日提醒】超期2项，今日到期1项，未到期2项，其中待您签字1项');
    expect(text).toBe(`校（园）长刘慧敏：

需要您关注的事项共5项：超期2项，今日到期1项，未到期2项，其中待您签字1项。

1. 【超期】石桥中学“食堂 留样柜”处的一般隐患已超期3天，整改仍未完成。请研究是否予以通报批评。台账编号D01-S153-2026-0032。
   查看和办理：https://tocsin.example/h/32
2. 【超期】石桥中学“食堂 后厨”处的一般隐患已超期8小时，整改仍未完成。本项按职级顺延发给您。台账编号D01-S153-2026-0034。
   查看和办理：https://tocsin.example/h/34
3. 石桥中学“校本部 北教学楼 二层东侧走廊”处的一般隐患须在11月20日24:00前完成整改，今天到期。台账编号D01-S153-2026-0031。
   查看和办理：https://tocsin.example/h/31
4. 石桥中学“操场 篮球架”处的一般隐患须在11月23日24:00前完成整改，3天后到期。台账编号D01-S153-2026-0033。
   查看和办理：https://tocsin.example/h/33
5. 石桥中学的2026年第四季度零报告须在12月31日24:00前完成报送，41天后到期。已填好，待您签字。
   查看和办理：https://tocsin.example/f/secret

请先办理超期的，再按到期先后办理；确实来不及整改的，请在到期前提出延期申请。

每一项请分别确认“已阅”；确认其中一项，不影响其他各项。

查看和办理：https://tocsin.example/alerts
咨询电话（区教育局安全股）：0839-5550100`);
  });

  it.each([
    ['2026-11-20T23:59:59', '今日到期1项', '今天到期'],
    ['2026-11-21T00:00:00', '超期1项', '【超期】石桥中学'],
  ])('at %s says %s', (now, count, words) => {
    const { subject, text } = digestText([item('31')], FRAME, at(now));
    expect(subject).toBe(`【今日提醒】${count}`);
    expect(text).toContain(words);
  });

  it('counts a late filing by the days after the last one', () => {
    const { text } = digestText([{ ...FILING, awaitsSignature: false }], FRAME, at('2027-01-03T08:12:00'));
    expect(text).toContain('1. 【超期】石桥中学的2026年第四季度零报告已超期3天，仍未报送。\n');
    expect(text).not.toContain('延期');
  });

  it('lists twenty and counts the rest', () => {
    const many = Array.from({ length: 23 }, (_, index) => item(String(index + 10)));
    const { text } = digestText(many, FRAME, NOW);
    expect(text).toContain('\n另有3项，请登录查看。\n');
    expect(text.match(/^\d+\. /gm)).toHaveLength(20);
  });

  it('shows mark-up as text, keeps one item on one line and makes each link one that can be pressed', () => {
    const letter = digestText([item('31', { what: '<b>北楼</b>\r\n9. 假冒' }), item('32')], FRAME, NOW);
    const html = letterAsHtml(letter);
    expect(html).toContain('&lt;b&gt;北楼&lt;/b&gt; 9. 假冒');
    expect(html).toContain('<a href="https://tocsin.example/h/32">');
    expect(letter.text.match(/^\d+\. /gm)).toHaveLength(2);
  });
});
