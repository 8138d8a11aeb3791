import { createHash } from 'node:crypto';
import { escapeHtml } from '#hazards/notification/clean-text.js';
import { type Contradiction } from '#hazards/zero-report/contradictions.js';
import { type Duty, type DutyField } from '#hazards/zero-report/duty.js';
import { type AttachableKind, type Evidence } from '#hazards/zero-report/evidence.js';
import { type LedgerExcerpt, rateOf, rateText } from '#hazards/zero-report/ledger-numbers.js';
import { type Answers } from '#hazards/zero-report/read-answers.js';
import { evidenceInputs } from './evidence-inputs.js';

const STYLE = `*{box-sizing:border-box}body{margin:0;padding:16px;max-width:36em;font:17px/1.6 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif;color:#1b1f24;background:#fff}
h1{font-size:20px;margin:0 0 4px}p{margin:8px 0}label{display:block;margin:14px 0 4px}input,textarea{width:100%;font:inherit;padding:10px;border:1px solid #888;border-radius:6px;background:#fff}
input[type=checkbox]{width:24px;height:24px;margin:0 10px 0 0;vertical-align:middle;flex:none}.check{display:flex;align-items:flex-start}.hint{color:#555;font-size:15px}.bad{border:2px solid #b3261e;border-radius:6px;padding:8px 12px;color:#7a1a14}
.good{border:2px solid #1b6e3c;border-radius:6px;padding:8px 12px}button{width:100%;font:inherit;font-weight:600;padding:14px;margin-top:18px;border:0;border-radius:6px;color:#fff;background:#14532d}button.draft{background:#fff;color:#14532d;border:2px solid #14532d}
fieldset{border:1px solid #ccc;border-radius:6px;margin:18px 0 0;padding:8px 12px 14px}legend{padding:0 6px;font-weight:600}`;

/** Nothing is loaded and nothing runs; the form may be sent to this address alone. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;

export interface PageModel {
  readonly title: string;
  readonly organisation: string;
  readonly due: string;
  readonly duty: Duty;
  readonly answers: Answers;
  readonly comments: string;
  readonly ledger: LedgerExcerpt | null;
  readonly evidenceKinds: readonly AttachableKind[];
  readonly evidence: readonly Evidence[];
  readonly version: number;
  /** True when the holder of the link may sign; else he fills in for whoever does. */
  readonly maySign: boolean;
  /** How he says who he is. */
  readonly identity: 'phone' | 'name';
  readonly errors: readonly string[];
  readonly contradictions: readonly Contradiction[];
}

const page = (title: string, inner: string): string =>
  `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>${inner}</body></html>`;

/** 填报页: the prefilled form, in Chinese, without scripts. */
export function formPage(model: PageModel): string {
  const { title, organisation, due, duty, comments, version, errors, contradictions, evidenceKinds } = model;
  // Only a form that carries files needs the longer way of sending.
  const sent = evidenceKinds.length > 0 ? ' enctype="multipart/form-data"' : '';
  const faults = [...errors, ...contradictions.map(({ reason }) => reason.zh)];
  const fields = duty.form.fields.map((field) => fieldOf(field, model)).join('');
  return page(
    title,
    `<main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(organisation)}<br><span class="hint">${escapeHtml(due)}报送</span></p>${
      faults.length > 0
        ? `<div class="bad" role="alert">${faults.map((fault) => `<p>${escapeHtml(fault)}</p>`).join('')}</div>`
        : ''
    }${ledgerNote(model)}<form method="post" autocomplete="off"${sent}><input type="hidden" name="version" value="${version}">${fields}<label for="comments">说明</label><textarea id="comments" name="comments" rows="3" maxlength="2000">${escapeHtml(comments)}</textarea>${evidenceInputs(model)}<fieldset><legend>确认身份</legend>${identityField(model)}${model.maySign ? AGREEMENT : ''}</fieldset>${buttonsOf(model)}</form></main>`,
  );
}

const AGREEMENT =
  '<label class="check"><input type="checkbox" name="agree" value="yes" required><span>我已核对以上内容，并对其真实性和完整性负责。没有隐患也要报“零”。</span></label>';

function buttonsOf({ maySign, evidenceKinds }: PageModel): string {
  if (!maySign) return '<button name="action" value="draft">保存，交校（园）长签字</button>';
  const keep = '<button class="draft" name="action" value="draft" formnovalidate>先保存，以后再签字</button>';
  return `<button name="action" value="sign">签字报送</button>${evidenceKinds.length > 0 ? keep : ''}`;
}

/** 结果页. */
export const resultPage = (title: string, lines: readonly string[]): string =>
  page(
    title,
    `<main><h1>${escapeHtml(title)}</h1><div class="good">${lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('')}</div></main>`,
  );

/** 链接失效页: says nothing about what the link was for. */
export const deadLinkPage = (): string =>
  page(
    '链接已失效',
    '<main><h1>链接已失效</h1><p>该链接不存在、已使用或已过期。请登录系统办理，或等待下一次提醒。</p></main>',
  );

function ledgerNote({ ledger }: PageModel): string {
  if (!ledger) return '';
  const { numbers, position, inspections, corrections = [] } = ledger;
  const rate = rateText(rateOf(numbers.generalsFixed, numbers.generalsFound));
  const days =
    inspections.map(({ date, people }) => `${date}（${people.join('、') || '未记姓名'}）`).join('，') || '无';
  const late = corrections.map(({ number, quarter, discoveredOn }) => `${number}（${quarter}，${discoveredOn}发现）`);
  const corrected = late.length > 0 ? `更正以前季度：${late.join('，')}。` : '';
  return `<p class="hint">以下数字取自台账（截至${escapeHtml(position.at.slice(0, 10))}，隐患${position.hazards}项，记录${position.events}条）。一般隐患整改率：${rate}。排查记录：${escapeHtml(days)}。${escapeHtml(corrected)}如有出入请直接修改，系统同时保留台账数和填报数。</p>`;
}

const INPUTS: Record<DutyField['kind'], string> = {
  count: 'type="number" inputmode="numeric" min="0" step="1"',
  yuan: 'type="number" inputmode="decimal" min="0" step="0.01"',
  date: 'type="date"',
  text: 'type="text" maxlength="2000"',
  'yes-no': 'type="checkbox" value="true"',
};

function fieldOf({ id, kind, label, required }: DutyField, { answers, ledger }: PageModel): string {
  const answer = answers[id];
  const known = (ledger?.previous as Readonly<Record<string, unknown>> | null | undefined)?.[id];
  const before = typeof known === 'number' ? `<span class="hint">上季填报：${known}</span>` : '';
  const must = required && kind !== 'yes-no' ? ' required' : '';
  const value =
    kind === 'yes-no'
      ? answer === true
        ? ' checked'
        : ''
      : ` value="${escapeHtml(answer === undefined ? '' : String(answer))}"`;
  return `<label for="${id}">${escapeHtml(label.zh)}${required ? '' : '<span class="hint">（可不填）</span>'}</label><input id="${id}" name="a.${id}" ${INPUTS[kind]}${value}${must}>${before}`;
}

const identityField = ({ identity }: PageModel): string =>
  identity === 'phone'
    ? '<label for="who">您登记的手机号后四位</label><input id="who" name="who" inputmode="numeric" pattern="[0-9]{4}" maxlength="4" required>'
    : '<label for="who">您的姓名（全名）</label><input id="who" name="who" maxlength="50" required>';
