import { type AlertInput } from '#hazards/notification/alert-input.js';
import { alertText } from '#hazards/notification/alert-text.js';
import { personText } from '#hazards/notification/alert-words.js';
import { daysOverdueFor } from '#hazards/notification/days-overdue.js';
import { type RenderedLetter, renderLetter } from '#hazards/notification/letter.js';
import { ROLE_IDS } from '#hazards/directory/role.js';
import { type Recipient, type Vacancy } from '#hazards/escalation/recipients-for.js';
import { noticeOf } from '#hazards/escalation/notice.js';
import { tierOf } from '#hazards/escalation/tier-of.js';
import { filingTitle } from '#hazards/zero-report/filing-content.js';
import { ZONE } from '#store/policies/zone.js';
import { type FilingFlag } from '#store/zero-report/filing.repository.js';
import { READINESS_PROBLEMS, type UnreadySchool } from '#store/zero-report/readiness-reader.js';
import { type FilingTelling } from './filing-telling.js';
import { type SilentList } from './silent-schools.js';

export interface LetterFrame {
  readonly publicUrl: string;
  readonly phone: string;
  readonly recipientName: string;
}

const LISTED = 30;

/** Where a filing is read and filled in. A letter to the school itself carries a personal link in its place. */
export function filingLink(
  publicUrl: string,
  { dutyId, period, code }: { dutyId: string; period: string; code: string },
): string {
  if (dutyId === 'zero-report') return `${publicUrl}/v1/quarters/${period}/zero-reports/${code}`;
  if (dutyId === 'roll-up') return `${publicUrl}/v1/quarters/${period}/roll-up?under=${code}`;
  if (dutyId === 'annual-roll-up') return `${publicUrl}/v1/years/${period}/roll-up?under=${code}`;
  return `${publicUrl}/v1/duties/${dutyId}/periods/${period}/filings/${code}`;
}

/** The letter about one organisation's own report. */
export function filingLetter(
  telling: FilingTelling,
  recipient: Recipient,
  frame: LetterFrame,
  now: Date,
): RenderedLetter {
  const { filing, duty, period } = telling;
  return alertText(
    {
      ...inputOf(telling, recipient, frame, now),
      about: {
        kind: 'filing',
        organisationName: filing.name,
        title: filingTitle(duty, period),
        ...(noticeOf(telling.stepId) === 'returned' && { returnedFor: filing.remark ?? '' }),
      },
      link: filingLink(frame.publicUrl, filing),
    },
    now,
  );
}

/** The one letter that lists everybody who is silent. */
export function silentLetter(
  telling: FilingTelling,
  recipient: Recipient,
  list: SilentList,
  frame: LetterFrame,
  now: Date,
): RenderedLetter {
  const { filing, duty, period } = telling;
  const path = filingLink(frame.publicUrl, { ...filing, code: '' }).replace(/\/$/, '');
  return alertText(
    {
      ...inputOf(telling, recipient, frame, now),
      ...listedAs(telling, recipient, frame),
      owner: null,
      about: {
        kind: 'silent-schools',
        organisationName: list.organisationName,
        title: filingTitle(duty, period),
        expected: list.expected,
        schools: list.schools,
      },
      link: `${path}?under=${list.organisationCode}&standing=missing`,
    },
    now,
  );
}

/**
 * A list goes to its officer in his own post, though a school on it may have no principal; it came up from below only where a post
 * above the schools is vacant.
 */
function listedAs(
  { step, answer }: FilingTelling,
  { role, via }: Recipient,
  { recipientName }: LetterFrame,
): Pick<AlertInput, 'recipient' | 'vacancies'> {
  const isOwn = step.to.some((one) => 'role' in one && one.role === role);
  const recipient = { name: recipientName, role };
  if (via !== 'next-rank') return { recipient: { ...recipient, via }, vacancies: [] };
  if (isOwn) return { recipient: { ...recipient, via: 'post' }, vacancies: [] };
  const above = answer.vacancies.filter((one) => one.replacedBy === role && isAboveSchools(one.role));
  return { recipient: { ...recipient, via }, vacancies: above };
}

const isAboveSchools = (role: Vacancy['role']): boolean => {
  const known = ROLE_IDS.find((one) => one === role);
  return known !== undefined && tierOf(known) !== 'school';
};

function inputOf(
  telling: FilingTelling,
  recipient: Recipient,
  { recipientName, phone }: LetterFrame,
  now: Date,
): Omit<AlertInput, 'about' | 'link'> {
  const { step, stepId, obligation, filing, answer, owner } = telling;
  return {
    severity: step.severity,
    stepId,
    rank: step.rank,
    obligationKind: obligation.kind,
    dueAt: filing.dueAt,
    daysOverdue: daysOverdueFor(obligation.kind, filing.dueAt, now, ZONE),
    owner,
    recipient: { name: recipientName, role: recipient.role, via: recipient.via },
    vacancies: answer.vacancies,
    proposal: step.propose,
    bureauPhone: phone,
    zone: ZONE,
  };
}

/** 零报告与后报隐患矛盾: the zone officer goes and looks. */
export function contradictionLetter(
  { filing, duty, period }: FilingTelling,
  recipient: Recipient,
  flag: FilingFlag,
  { publicUrl, phone, recipientName }: LetterFrame,
): RenderedLetter {
  const title = filingTitle(duty, period);
  return renderLetter({
    subject: `【告警】${title}与台账矛盾：${filing.name}`,
    greeting: `${personText({ name: recipientName, role: recipient.role })}：`,
    lead: `${filing.name}的${title}报的是“零”，报送之后又上报了报送之前就已发现的隐患。`,
    facts: [
      ['隐患台账编号', flag.hazardNumber],
      ['发现时间', flag.discoveredAt.slice(0, 10)],
      ['上报时间', flag.reportedAt.slice(0, 10)],
    ],
    ask: '请到校核实是否瞒报、漏报，督促学校更正零报告，并记录核查结果。',
    notes: [],
    link: filingLink(publicUrl, filing),
    phone,
  });
}

/** 报送准备: what the safety section has to put in order before the quarter ends. */
export function readinessLetter(
  { filing, period }: FilingTelling,
  recipient: Recipient,
  { schools, unready }: { schools: number; unready: readonly UnreadySchool[] },
  { publicUrl, phone, recipientName }: LetterFrame,
): RenderedLetter {
  const quarter = period.id;
  const lines = unready
    .slice(0, LISTED)
    .map(
      ({ name, problems }, i) =>
        `${i + 1}. ${name}：${problems.map((problem) => READINESS_PROBLEMS[problem]).join('；')}`,
    );
  const rest = unready.length - lines.length;
  return renderLetter({
    subject: `【提醒】零报告报送准备：${filing.name}还有${unready.length}所学校未就绪`,
    greeting: `${personText({ name: recipientName, role: recipient.role })}：`,
    lead: `${filing.name}本季度应报零报告的学校共${schools}所，其中${unready.length}所缺填报人、签字人或联系方式。`,
    facts: [],
    list: rest > 0 ? [...lines, `另有${rest}所，请登录查看。`] : lines,
    ask: '请在季度末前补齐人员、代理和邮箱，否则这些学校到期无人报送。',
    notes: [],
    link: `${publicUrl}/v1/quarters/${quarter}/readiness?under=${filing.code}`,
    phone,
  });
}
