import { escapeHtml, oneLine, webAddress } from './clean-text.js';

/** A line of a list, with the address where the recipient acts on it. */
export interface LetterItem {
  text: string;
  link: string;
}

/** A message before it becomes text or HTML. Every string is one clean line. */
export interface Letter {
  subject: string;
  greeting: string;
  lead: string;
  facts: readonly (readonly [label: string, value: string])[];
  list?: readonly (string | LetterItem)[];
  ask: string;
  notes: readonly string[];
  link: string;
  phone: string;
}

export interface RenderedLetter {
  subject: string;
  text: string;
  html: string;
}

const LINK_LABEL = '查看和办理：';
const PHONE_LABEL = '咨询电话（区教育局安全股）：';

/** Text and HTML with the same content. The HTML loads nothing from elsewhere and reads on a phone. */
export function renderLetter(letter: Letter): RenderedLetter {
  const clean = cleaned(letter);
  return { subject: clean.subject, text: textOf(clean), html: htmlOf(clean) };
}

function cleaned(letter: Letter): Letter {
  return {
    ...letter,
    subject: oneLine(letter.subject),
    greeting: oneLine(letter.greeting),
    lead: oneLine(letter.lead),
    facts: letter.facts.map(([label, value]) => [label, oneLine(value)] as const),
    list: letter.list?.map((line) =>
      typeof line === 'string' ? oneLine(line) : { text: oneLine(line.text), link: oneLine(line.link) },
    ),
    ask: oneLine(letter.ask),
    notes: letter.notes.map(oneLine),
    link: oneLine(letter.link),
    phone: oneLine(letter.phone),
  };
}

function textOf({ greeting, lead, facts, list = [], ask, notes, link, phone }: Letter): string {
  const blocks = [
    [greeting],
    [lead],
    facts.map(([label, value]) => `${label}：${value}`),
    list.map((line) => (typeof line === 'string' ? line : `${line.text}\n   ${LINK_LABEL}${line.link}`)),
    [ask],
    notes,
    [`${LINK_LABEL}${link}`, `${PHONE_LABEL}${phone}`],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function htmlOf({ subject, greeting, lead, facts, list = [], ask, notes, link, phone }: Letter): string {
  const paragraph = (inner: string) => `<p style="margin:0 0 12px">${inner}</p>`;
  const lines = (items: readonly string[]) => (items.length > 0 ? [paragraph(items.join('<br>\n'))] : []);
  return [
    '<!doctype html>',
    '<html lang="zh-CN"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<title>${escapeHtml(subject)}</title></head>`,
    '<body style="margin:0;padding:16px;max-width:36em;font:16px/1.6 sans-serif;color:#222">',
    paragraph(escapeHtml(greeting)),
    paragraph(`<strong>${escapeHtml(lead)}</strong>`),
    ...lines(facts.map(([label, value]) => `${escapeHtml(label)}：${escapeHtml(value)}`)),
    ...lines(
      list.map((line) =>
        typeof line === 'string'
          ? escapeHtml(line)
          : `${escapeHtml(line.text)}<br>\n${LINK_LABEL}${shownLink(line.link)}`,
      ),
    ),
    paragraph(`<strong>${escapeHtml(ask)}</strong>`),
    ...lines(notes.map(escapeHtml)),
    ...lines([`${LINK_LABEL}${shownLink(link)}`, `${PHONE_LABEL}${escapeHtml(phone)}`]),
    '</body></html>',
  ].join('\n');
}

function shownLink(link: string): string {
  const address = webAddress(link);
  return address ? `<a href="${escapeHtml(address)}">${escapeHtml(link)}</a>` : escapeHtml(link);
}
