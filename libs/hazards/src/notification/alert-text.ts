import { type ObligationKind } from '../escalation/obligation-kind.js';
import { ROLES } from '../directory/role.js';
import { type AlertHazard, type AlertInput, type Occasion, occasionOf } from './alert-input.js';
import { absencesText, GRADE_WORDS, personText, SEVERITY_WORDS, TASK_WORDS } from './alert-words.js';
import { askFor } from './ask-for.js';
import { oneLine, shorten } from './clean-text.js';
import { dueText } from './due-phrase.js';
import { leadFor } from './lead-for.js';
import { type RenderedLetter, renderLetter } from './letter.js';
import { withoutPupilData } from './without-pupil-data.js';

/** Characters of a report that an alert repeats; the rest is behind the link. */
const DESCRIPTION_LIMIT = 80;
const REMARK_LIMIT = 60;
const SUBJECT_PLACE_LIMIT = 24;
const LISTED_SCHOOLS = 30;

const REMARK_LABELS: Readonly<Partial<Record<Occasion, string>>> = {
  returned: '退回原因',
  'extension-asked': '延期理由',
  'extension-granted': '批复意见',
  'extension-refused': '不批准的原因',
};

/**
 * 告警文字: one screen that says who, what, where, how bad, how late, what to do now and whom to call. Nothing that came
 * from a report can end a header, and no pupil is named.
 */
export function alertText(input: AlertInput, now: Date): RenderedLetter {
  const occasion = occasionOf(input, now);
  const { headline, sentence } = leadFor(input, occasion, now);
  return renderLetter({
    subject: subjectOf(input, occasion, headline),
    greeting: `${addressOf(input.recipient)}：`,
    lead: sentence,
    facts: factsOf(input, occasion, now),
    list: input.about.kind === 'silent-schools' ? schoolLines(input.about.schools) : undefined,
    ask: askFor(input, occasion, now),
    notes: notesOf(input),
    link: input.link,
    phone: input.bureauPhone,
  });
}

function subjectOf({ severity, about }: AlertInput, occasion: Occasion, headline: string): string {
  const word = occasion === 'closed' ? '告知' : SEVERITY_WORDS[severity];
  const place = about.kind === 'hazard' ? ` ${shorten(oneLine(about.place), SUBJECT_PLACE_LIMIT)}` : '';
  return `【${word}】${headline}：${oneLine(about.organisationName)}${place}`;
}

function addressOf({ name, role, via }: AlertInput['recipient']): string {
  if (via !== 'delegation' || !role) return personText({ name, role });
  return `${oneLine(name)}（代理${ROLES[role].label}）`;
}

type Fact = [label: string, value: string];

function factsOf(input: AlertInput, occasion: Occasion, now: Date): Fact[] {
  const due = dueText(input.dueAt, now, input.zone);
  if (input.about.kind === 'filing' && input.about.returnedFor !== undefined) {
    return [
      ['退回原因', shorten(withoutPupilData(oneLine(input.about.returnedFor)), REMARK_LIMIT)],
      ['期限', due],
    ];
  }
  if (input.about.kind !== 'hazard') return [['期限', due]];
  const { about, obligationKind } = input;
  const remark = about.remark && shorten(withoutPupilData(oneLine(about.remark)), REMARK_LIMIT);
  const facts: (Fact | undefined)[] = [
    ['地点', about.place],
    ['情况', situation(about)],
    ['分级', `${GRADE_WORDS[about.grade]}${about.grade === 'suspected-major' ? '（待认定）' : ''}`],
    remark ? [remarkLabel(occasion), remark] : undefined,
    occasion === 'closed' ? undefined : [`${TASK_WORDS[obligationKind].term}期限`, due],
    ownerFact(input),
    ['台账编号', about.number],
  ];
  return facts.filter((fact) => fact !== undefined);
}

const OWNED_BY_SCHOOL: ReadonlySet<ObligationKind> = new Set(['rectify', 'rectify-major', 'interim-measure']);

function ownerFact({ obligationKind, owner }: AlertInput): Fact | undefined {
  if (OWNED_BY_SCHOOL.has(obligationKind)) return ['责任人', owner ? personText(owner) : '尚未落实'];
  return owner ? ['经办人', personText(owner)] : undefined;
}

function situation({ description, categoryLabel, ruleIds }: AlertHazard): string {
  const told = shorten(withoutPupilData(oneLine(description)), DESCRIPTION_LIMIT).replace(/。$/, '');
  const rules = ruleIds.length > 0 ? `，判定条目${ruleIds.join('、')}` : '';
  return `${told}（${categoryLabel}${rules}）`;
}

function remarkLabel(occasion: Occasion): string {
  return REMARK_LABELS[occasion] ?? '说明';
}

function schoolLines(schools: readonly { name: string; principal?: string }[]): string[] {
  const lines = schools
    .slice(0, LISTED_SCHOOLS)
    .map(({ name, principal }, index) => `${index + 1}. ${name}，校（园）长${principal ?? '空缺'}`);
  const rest = schools.length - lines.length;
  return rest > 0 ? [...lines, `另有${rest}所，请登录查看。`] : lines;
}

/** Why this person is told: as a delegate, as the next rank, or beside a post that nobody fills. */
function notesOf({ recipient, vacancies }: AlertInput): string[] {
  const absences = absencesText(vacancies);
  if (recipient.via === 'delegation') {
    return [`您受${oneLine(recipient.onBehalfOf ?? '在岗人员')}委托代行职责，故收到本通知。`];
  }
  if (recipient.via === 'next-rank') {
    return [absences ? `因${absences}，本通知按职级顺延发给您。` : '原收件人无法送达，本通知按职级顺延发给您。'];
  }
  return absences ? [`另请注意：${absences}，请尽快落实人选。`] : [];
}
