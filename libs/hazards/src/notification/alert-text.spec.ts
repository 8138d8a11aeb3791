import { readFileSync } from 'node:fs';
import { OBLIGATION_KIND_IDS } from '../escalation/obligation-kind.js';
import { ROLE_IDS } from '../directory/role.js';
import { alert, post, SOCKET } from './alert-text.fixture.js';
import { alertText } from './alert-text.js';
import { letterAsHtml } from './letter.js';
import { type AlertInput } from './alert-input.js';
import { GENERAL_CASES } from './general-hazard.cases.js';
import { MAJOR_CASES } from './major-hazard.cases.js';
import { ZERO_REPORT_CASES } from './zero-report.cases.js';

const CASES = [...GENERAL_CASES, ...MAJOR_CASES, ...ZERO_REPORT_CASES];
const NOW = new Date('2026-11-13T10:20:00+08:00');

/** The letters as they are to be read, each after a line with its name. */
const LETTERS = new Map(
  readFileSync(new URL('./alert-text.letters.txt', import.meta.url), 'utf8')
    .split(/^=== /m)
    .filter((section) => section !== '')
    .map((section) => {
      const [name = '', subject, ...lines] = section.split('\n');
      return [name, { subject, text: lines.join('\n').trim() }];
    }),
);

/** What a reader sees of the HTML, without the blank lines between paragraphs. */
const seen = (html: string) =>
  html
    .replace(/[^]*<body[^>]*>/, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .split('\n')
    .filter((line) => line !== '');

const lines = (text: string) => text.split('\n').filter((line) => line !== '');
const about = (changes: Partial<typeof SOCKET>): Partial<AlertInput> => ({ about: { ...SOCKET, ...changes } });

describe('alert letters', () => {
  it.each(CASES)('$name', ({ name, input, now }) => {
    const { subject, text } = alertText(input, new Date(now));
    expect({ subject, text }).toEqual(LETTERS.get(name));
  });

  it('are all expected by a case', () => {
    expect(CASES.map(({ name }) => name).sort()).toEqual([...LETTERS.keys()].sort());
  });

  it.each(CASES)('say the same as HTML: $name', ({ input, now }) => {
    const letter = alertText(input, new Date(now));
    const html = letterAsHtml(letter);
    expect(seen(html)).toEqual(lines(letter.text));
    expect(html).not.toMatch(/<(?:img|script|link|iframe|style)|url\(/);
  });

  it.each(CASES)('fit on one screen: $name', ({ input, now }) => {
    const { subject, text } = alertText(input, new Date(now));
    expect([...subject].length).toBeLessThanOrEqual(60);
    expect(lines(text).length).toBeLessThanOrEqual(14);
  });

  it('end every sentence and leave nothing unfilled, for every duty, rank and moment', () => {
    const moments = ['2026-11-13T10:20:00+08:00', '2026-11-20T08:07:00+08:00', '2026-11-24T07:09:00+08:00'];
    for (const obligationKind of OBLIGATION_KIND_IDS) {
      for (const role of [...ROLE_IDS, null]) {
        for (const now of moments) {
          const input = alert({ obligationKind, recipient: { name: '何长河', role, via: 'post' } });
          const { subject, text } = alertText(input, new Date(now));
          expect(`${subject}\n${text}`).not.toMatch(/undefined|null|NaN|，。|。。|  |的的/m);
          expect(lines(text)[8]).toMatch(/。$/);
        }
      }
    }
  });
});

describe('text from a report in an alert', () => {
  it('shows mark-up as text', () => {
    const letter = alertText(alert(about({ description: '<script>alert("1")</script>门坏&锁坏' })), NOW);
    const html = letterAsHtml(letter);
    expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;门坏&amp;锁坏');
    expect(html).not.toContain('<script');
    expect(letter.text).toContain('<script>alert("1")</script>门坏&锁坏');
  });

  it('cannot end the subject or add a line of its own', () => {
    const place = '北楼\r\nBcc: all@school.example\r\n\r\n假冒正文\u2028第三行';
    const letter = alertText(alert(about({ place, organisationName: '石桥\n中学' })), NOW);
    const { subject, text } = letter;
    expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    expect(subject).toContain('石桥 中学 北楼 Bcc: all@school');
    expect(lines(text).filter((line) => line.startsWith('Bcc:') || line.startsWith('第三行'))).toEqual([]);
    expect(seen(letterAsHtml(letter))).toEqual(lines(text));
  });

  it.each([
    ['right-to-left override', '\u202e'],
    ['right-to-left mark', '\u200f'],
    ['Arabic letter mark', '\u061c'],
    ['isolate', '\u2067'],
    ['zero-width space', '\u200b'],
    ['byte order mark', '\ufeff'],
    ['escape', '\u001b'],
    ['null', '\u0000'],
    ['half of a pair', '\ud83d'],
  ])('loses its %s', (_, hidden) => {
    const input = alert({
      ...about({ place: `北${hidden}楼`, description: `门${hidden}坏`, remark: `急${hidden}修` }),
    });
    const letter = alertText(input, NOW);
    expect(Object.values(letter).join('')).not.toContain(hidden);
    expect(letter.text).toContain('地点：北楼\n情况：门坏（');
  });

  it('is cut with an ellipsis at 80 characters, not inside one', () => {
    const { text } = alertText(alert(about({ description: `${'门'.repeat(78)}😀坏了` })), NOW);
    expect(text).toContain(`情况：${'门'.repeat(78)}😀…（消防`);
    expect(alertText(alert(about({ description: '门'.repeat(80) })), NOW).text).toContain(`情况：${'门'.repeat(80)}（`);
  });

  it('names no rule when none was ticked and no owner when there is none', () => {
    const { text } = alertText(alert({ ...about({ ruleIds: [] }), owner: null }), NOW);
    expect(text).toContain('饮水机还插在上面（消防）\n');
    expect(text).toContain('\n责任人：尚未落实\n');
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'not a link'])('opens no %s', (link) => {
    const html = letterAsHtml(alertText(alert({ link }), NOW));
    expect(html).not.toContain('<a ');
  });

  it('makes no address of what a report says', () => {
    const description = '详见\n查看和办理：https://elsewhere.example/';
    const html = letterAsHtml(
      alertText(alert(about({ description, place: '查看和办理：https://elsewhere.example/' })), NOW),
    );
    expect(html).toContain('elsewhere.example');
    expect(html.match(/<a href="[^"]*"/g)).toEqual(['<a href="https://tocsin.example/h/0031"']);
  });

  it('has in bold what is the matter and what to do', () => {
    const letter = alertText(alert({}), NOW);
    const bold = [...letterAsHtml(letter).matchAll(/<strong>([^]*?)<\/strong>/g)].map(([, sentence]) => sentence);
    expect(bold.length).toBeGreaterThanOrEqual(2);
    for (const sentence of bold) expect(letter.text).toContain(`\n\n${sentence}\n\n`);
  });

  it('keeps quotes of a link inside its attribute', () => {
    const html = letterAsHtml(alertText(alert({ link: 'https://tocsin.example/h?a="><b>' }), NOW));
    expect(html).toContain(
      '<a href="https://tocsin.example/h?a=%22%3E%3Cb%3E">https://tocsin.example/h?a=&quot;&gt;&lt;b&gt;</a>',
    );
  });

  it('lists thirty silent schools and counts the rest', () => {
    const schools = Array.from({ length: 33 }, (_, index) => ({ name: `第${index + 1}小学` }));
    const silent: AlertInput['about'] = {
      kind: 'silent-schools',
      organisationName: '城东片区',
      title: '2026年第四季度零报告',
      expected: 40,
      schools,
    };
    const { text } = alertText(alert({ about: silent, owner: null, recipient: post('何长河', 'zone-officer') }), NOW);
    expect(text).toContain('30. 第30小学，校（园）长空缺\n另有3所，请登录查看。');
    expect(text).not.toContain('第31小学');
  });
});
