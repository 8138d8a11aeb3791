import { type Proposal } from '../escalation/escalation-policy.js';
import { type ObligationKind } from '../escalation/obligation-kind.js';
import { type Recipient } from '../escalation/recipients-for.js';
import { type Grade } from '../grading/grade.js';
import { type AlertPerson } from './alert-input.js';
import { filingVerb, GRADE_WORDS, personText, PROPOSAL_WORDS, TASK_WORDS } from './alert-words.js';
import { oneLine, shorten } from './clean-text.js';
import { daysOverdueFor } from './days-overdue.js';
import { daysLeft, daysLeftText, dueText, overdueText } from './due-phrase.js';
import { type LetterItem, type RenderedLetter, renderLetter } from './letter.js';

/** One alert as it stands in a digest. */
export interface DigestItem {
  readonly obligationKind: ObligationKind;
  readonly organisationName: string;
  /** Where the hazard is, or the title of what is to be filed. */
  readonly what: string;
  /** 台账编号 and grade; absent for what is no hazard. */
  readonly number?: string;
  readonly grade?: Grade;
  readonly dueAt: Date;
  /** True when somebody has filled it in and it lacks the recipient's signature. */
  readonly awaitsSignature?: boolean;
  readonly proposal?: Proposal;
  /** Why it comes to this recipient. */
  readonly via: Recipient['via'];
  readonly link: string;
}

export interface DigestFrame {
  readonly recipient: AlertPerson;
  /** Where the recipient finds all of them. */
  readonly link: string;
  readonly bureauPhone: string;
  readonly zone: string;
}

const LISTED = 20;
const WHAT_LIMIT = 24;
const EACH_BY_ITSELF = '每一项请分别确认“已阅”；确认其中一项，不影响其他各项。';

/** 合并提醒: what is late first, the longest first, then by due time; beyond twenty lines the rest is behind the link. */
export function digestText(items: readonly DigestItem[], frame: DigestFrame, now: Date): RenderedLetter {
  const { zone } = frame;
  const sorted = items.toSorted(
    (a, b) => a.dueAt.getTime() - b.dueAt.getTime() || (a.number ?? '').localeCompare(b.number ?? ''),
  );
  const counts = countsText(sorted, zone, now);
  const listed = sorted.slice(0, LISTED).map((item, index): LetterItem => ({
    text: `${index + 1}. ${sentencesOf(item, zone, now)}`,
    link: item.link,
  }));
  const rest = sorted.length - listed.length;
  return renderLetter({
    subject: `【今日提醒】${counts}`,
    greeting: `${personText(frame.recipient)}：`,
    lead: `需要您关注的事项共${sorted.length}项：${counts}。`,
    facts: [],
    list: rest > 0 ? [...listed, `另有${rest}项，请登录查看。`] : listed,
    ask: askFor(sorted, now),
    notes: [EACH_BY_ITSELF],
    link: frame.link,
    phone: frame.bureauPhone,
  });
}

function countsText(items: readonly DigestItem[], zone: string, now: Date): string {
  const late = items.filter((item) => isLate(item, now));
  const today = items.filter((item) => !isLate(item, now) && daysLeft(item.dueAt, now, zone) === 0);
  const signing = items.filter(({ awaitsSignature }) => awaitsSignature);
  const coming = items.length - late.length - today.length;
  const parts = [
    late.length > 0 && `超期${late.length}项`,
    today.length > 0 && `今日到期${today.length}项`,
    coming > 0 && `未到期${coming}项`,
    signing.length > 0 && `其中待您签字${signing.length}项`,
  ];
  return parts.filter((part) => part !== false).join('，');
}

/** '【超期】石桥中学食堂后厨的一般隐患已超期3天，整改仍未完成。台账编号……。' */
function sentencesOf(item: DigestItem, zone: string, now: Date): string {
  const { obligationKind, dueAt, number, awaitsSignature, proposal, via } = item;
  const { task, missing } = TASK_WORDS[obligationKind];
  const late = overdueText(dueAt, daysOverdueFor(obligationKind, dueAt, now, zone), now);
  const sentences = [
    isLate(item, now)
      ? `【超期】${subjectOf(item)}已${late}，${number === undefined ? `仍未${filingVerb(obligationKind)}` : missing}`
      : `${subjectOf(item)}须在${dueText(dueAt, now, zone)}${task}，${daysLeftText(dueAt, now, zone) ?? ''}`,
    awaitsSignature && '已填好，待您签字',
    proposal && PROPOSAL_WORDS[proposal].replace(/。$/, ''),
    via === 'delegation' && '您受委托代行职责，故收到本项',
    via === 'next-rank' && '本项按职级顺延发给您',
    number !== undefined && `台账编号${oneLine(number)}`,
  ];
  return `${sentences.filter((sentence) => typeof sentence === 'string').join('。')}。`;
}

function subjectOf({ organisationName, what, grade }: DigestItem): string {
  const place = shorten(oneLine(what), WHAT_LIMIT);
  return grade
    ? `${oneLine(organisationName)}“${place}”处的${GRADE_WORDS[grade]}`
    : `${oneLine(organisationName)}的${place}`;
}

function askFor(items: readonly DigestItem[], now: Date): string {
  const order = items.some((item) => isLate(item, now)) ? '请先办理超期的，再按到期先后办理' : '请按到期先后办理';
  const isExtendable = items.some((item) => item.obligationKind === 'rectify' && !isLate(item, now));
  return `${order}${isExtendable ? '；确实来不及整改的，请在到期前提出延期申请' : ''}。`;
}

const isLate = ({ dueAt }: DigestItem, now: Date): boolean => now.getTime() >= dueAt.getTime();
