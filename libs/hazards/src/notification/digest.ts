import { type CivilDate, civilDateOf } from '#kernel/civil-date.js';
import { type ObligationKind } from '../escalation/obligation-kind.js';
import { type AlertPerson } from './alert-input.js';
import { GRADE_WORDS, personText, TASK_WORDS } from './alert-words.js';
import { oneLine, shorten } from './clean-text.js';
import { daysLeft, daysLeftText, dueText, overdueText } from './due-phrase.js';
import { type RenderedLetter, renderLetter } from './letter.js';
import { cannotWait, type SendableAlert } from './quiet-hours.js';

/** A reminder that may share a letter with others. */
export interface DigestReminder extends SendableAlert {
  recipientId: string;
  sendAt: Date;
  obligationKind: ObligationKind;
  organisationName: string;
  /** Where the hazard is, or the title of what is to be filed. */
  what: string;
  /** 台账编号; absent for what is no hazard. */
  number?: string;
  dueAt: Date;
  daysOverdue: number;
  /** True when it lacks nothing but the recipient's signature. */
  awaitsSignature?: boolean;
}

export type Mailing =
  | { kind: 'single'; reminder: DigestReminder }
  | { kind: 'digest'; recipientId: string; date: CivilDate; reminders: DigestReminder[] };

export interface DigestFrame {
  recipient: AlertPerson;
  link: string;
  bureauPhone: string;
  zone: string;
  /** The zero report that the recipient has not filed yet. */
  zeroReport?: { title: string; dueAt: Date };
}

const LISTED = 20;
const WHAT_LIMIT = 24;

/** 合并提醒: reminders of one recipient and one local day become one letter; what cannot wait stays alone. */
export function groupReminders(reminders: readonly DigestReminder[], zone: string): Mailing[] {
  const groups = new Map<string, DigestReminder[]>();
  for (const reminder of reminders) {
    const key = cannotWait(reminder)
      ? `alone ${reminder.id}`
      : `${civilDateOf(reminder.sendAt, zone)} ${reminder.recipientId}`;
    groups.set(key, [...(groups.get(key) ?? []), reminder]);
  }
  return [...groups.values()].flatMap((group): Mailing[] => {
    const [first] = group;
    if (!first) return [];
    if (group.length === 1) return [{ kind: 'single', reminder: first }];
    return [
      { kind: 'digest', recipientId: first.recipientId, date: civilDateOf(first.sendAt, zone), reminders: group },
    ];
  });
}

/** 早间汇总: what is late first, then by due time; beyond twenty lines the rest is behind the link. */
export function digestText(reminders: readonly DigestReminder[], frame: DigestFrame, now: Date): RenderedLetter {
  const { zone, zeroReport } = frame;
  const sorted = reminders.toSorted(
    (a, b) => Number(isLate(b, now)) - Number(isLate(a, now)) || a.dueAt.getTime() - b.dueAt.getTime(),
  );
  const counts = countsText(sorted, zone, now);
  const left = zeroReport && daysLeft(zeroReport.dueAt, now, zone);
  const zero =
    zeroReport && left !== undefined && left >= 0
      ? `${zeroReport.title}${left > 0 ? `还剩${left}天` : '今天到期'}。`
      : '';
  const lines = sorted.slice(0, LISTED).map((reminder, index) => `${index + 1}. ${lineOf(reminder, zone, now)}`);
  const rest = sorted.length - lines.length;
  return renderLetter({
    subject: `【今日提醒】${counts}`,
    greeting: `${personText(frame.recipient)}：`,
    lead: `今天需要您关注的事项共${sorted.length}项：${counts}。${zero}`,
    facts: [],
    list: rest > 0 ? [...lines, `另有${rest}项，请登录查看。`] : lines,
    ask: '请先处理超期的，再处理今日到期的；确实来不及的，请在到期前提出延期申请。',
    notes: [],
    link: frame.link,
    phone: frame.bureauPhone,
  });
}

function countsText(reminders: readonly DigestReminder[], zone: string, now: Date): string {
  const late = reminders.filter((reminder) => isLate(reminder, now));
  const today = reminders.filter((reminder) => !isLate(reminder, now) && daysLeft(reminder.dueAt, now, zone) === 0);
  const signing = reminders.filter(({ awaitsSignature }) => awaitsSignature);
  const coming = reminders.length - late.length - today.length;
  const major = late.filter(({ grade }) => grade === 'major').length;
  const parts = [
    late.length > 0 && `超期${late.length}项${major > 0 ? `（重大${major}项）` : ''}`,
    today.length > 0 && `今日到期${today.length}项`,
    coming > 0 && `即将到期${coming}项`,
    signing.length > 0 && `待您签字${signing.length}项`,
  ];
  return parts.filter((part) => part !== false).join('，');
}

function lineOf(reminder: DigestReminder, zone: string, now: Date): string {
  const { organisationName, what, number, grade, obligationKind, dueAt, daysOverdue, awaitsSignature } = reminder;
  const { term } = TASK_WORDS[obligationKind];
  const state = isLate(reminder, now)
    ? `已${overdueText(dueAt, daysOverdue, now)}`
    : `${dueText(dueAt, now, zone)}（${daysLeftText(dueAt, now, zone) ?? ''}）`;
  const tail = `${awaitsSignature ? '，待您签字' : ''}${number ? `，台账编号${oneLine(number)}` : ''}`;
  const kind = grade ? `［${GRADE_WORDS[grade]}］` : '';
  return `${kind}${oneLine(organisationName)} ${shorten(oneLine(what), WHAT_LIMIT)}：${term}${state}${tail}`;
}

function isLate({ daysOverdue, dueAt }: DigestReminder, now: Date): boolean {
  return daysOverdue > 0 || now.getTime() >= dueAt.getTime();
}
