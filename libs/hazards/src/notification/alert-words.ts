import { type Role, ROLES } from '../directory/role.js';
import { type Party, type Proposal, type Severity } from '../escalation/escalation-policy.js';
import { type ObligationKind } from '../escalation/obligation-kind.js';
import { type Vacancy } from '../escalation/recipients-for.js';
import { type Grade } from '../grading/grade.js';
import { type AlertPerson } from './alert-input.js';
import { oneLine } from './clean-text.js';

export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = { reminder: '提醒', alert: '告警', critical: '紧急' };

export const GRADE_WORDS: Readonly<Record<Grade, string>> = {
  general: '一般隐患',
  'suspected-major': '疑似重大隐患',
  major: '重大隐患',
};

/** What has to be done, as it stands after 请, and what is said while it is missing. */
export const TASK_WORDS: Readonly<Record<ObligationKind, { task: string; term: string; missing: string }>> = {
  rectify: { task: '完成整改', term: '整改', missing: '整改仍未完成' },
  'rectify-major': { task: '完成治理', term: '治理', missing: '治理仍未完成' },
  'decide-suspected-major': { task: '作出认定', term: '认定', missing: '仍未作出认定' },
  'review-composite': { task: '复核综合判定', term: '综合判定复核', missing: '综合判定仍未复核' },
  'file-plan': { task: '报送治理方案', term: '治理方案报送', missing: '治理方案仍未报送' },
  verify: { task: '完成复查', term: '复查', missing: '仍未复查' },
  'check-in': { task: '报告监控情况', term: '监控报告', missing: '监控情况仍未报告' },
  'look-back': { task: '完成回头查', term: '回头查', missing: '仍未回头查' },
  'report-major': { task: '完成书面上报', term: '书面上报', missing: '仍未书面上报' },
  'acknowledge-alert': { task: '确认告警', term: '告警确认', missing: '告警仍未确认' },
  'zero-report': { task: '完成报送', term: '报送', missing: '仍未报送' },
  'roll-up': { task: '完成汇总上报', term: '汇总上报', missing: '汇总仍未上报' },
  'interim-measure': { task: '落实临时管控措施', term: '临时管控', missing: '临时管控措施仍未落实' },
  'decide-extension': { task: '审批延期申请', term: '延期审批', missing: '申请仍未答复' },
  duty: { task: '完成该项职责', term: '办理', missing: '仍未完成' },
};

/** What is done with a paper that has to be handed in. */
export function filingVerb(kind: ObligationKind): string {
  if (kind === 'zero-report') return '报送';
  return kind === 'roll-up' ? '上报' : '完成';
}

/** What the software suggests and a person decides: 通报, 挂牌督办, 约谈. */
export const PROPOSAL_WORDS: Readonly<Record<Proposal, string>> = {
  circular: '请研究是否予以通报批评。',
  listing: '请研究是否提请挂牌督办。',
  talk: '请研究是否约谈学校负责人。',
};

const PARTY_WORDS: Readonly<Record<Party, string>> = {
  owner: '责任人',
  monitor: '监控人',
  reporter: '报告人',
  debtor: '义务人',
};

const ABSENCE_WORDS: Readonly<Record<Vacancy['why'], string>> = {
  vacant: '岗位空缺',
  absent: '不在岗且无人代理',
  'no-such-organisation': '尚未设置',
  'not-named': '尚未指定',
};

/** '分管副校长岗位空缺、片区责任人尚未指定'. */
export function absencesText(vacancies: readonly Pick<Vacancy, 'role' | 'why'>[]): string {
  return vacancies.map(({ role, why }) => `${nameOfRole(role)}${ABSENCE_WORDS[why]}`).join('、');
}

/** '总务主任王强': the post before the name, as one addresses people. */
export function personText({ name, role }: AlertPerson): string {
  return `${role ? ROLES[role].label : ''}${oneLine(name)}`;
}

function nameOfRole(role: Role | Party): string {
  return role in PARTY_WORDS ? PARTY_WORDS[role as Party] : ROLES[role as Role].label;
}
