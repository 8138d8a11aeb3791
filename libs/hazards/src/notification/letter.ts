import { escapeHtml, oneLine, webAddress } from './clean-text.js';

/** A line of a list, with the address where the recipient acts on it. */
export interface LetterItem {
  text: string;
  link: string;
}

/** A message before it becomes text. Every string is one clean line. */
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
}

const LINK_LABEL = '查看和办理：';
const PHONE_LABEL = '咨询电话（区教育局安全股）：';

/** The text as it is stored and sent; `letterAsHtml` shows the same text in a mail program. */
export function renderLetter(letter: Letter): RenderedLetter {
  const clean = cleaned(letter);
  return { subject: clean.subject, text: textOf(clean) };
}

/**
 * The same text as HTML that loads nothing from elsewhere and reads on a phone: what stands alone as a sentence is bold, and what
 * stands alone as an address can be pressed.
 */
export function letterAsHtml({ subject, text }: RenderedLetter): string {
  return [
    '<!doctype html>',
    '<html lang="zh-CN"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<title>${escapeHtml(subject)}</title></head>`,
    '<body style="margin:0;padding:16px;max-width:36em;font:16px/1.6 sans-serif;color:#222">',
    ...text.split('\n\n').map((block) => `<p style="margin:0 0 12px">${shownBlock(block.split('\n'))}</p>`),
    '</body></html>',
  ].join('\n');
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

function shownBlock(lines: readonly string[]): string {
  const shown = lines.map((line) => shownLine(line.trim())).join('<br>\n');
  return lines.length === 1 && shown.endsWith('。') ? `<strong>${shown}</strong>` : shown;
}

const shownLine = (line: string): string =>
  line.startsWith(LINK_LABEL) ? `${LINK_LABEL}${shownLink(line.slice(LINK_LABEL.length))}` : escapeHtml(line);

function shownLink(link: string): string {
  const address = webAddress(link);
  return address ? `<a href="${escapeHtml(address)}">${escapeHtml(link)}</a>` : escapeHtml(link);
}
