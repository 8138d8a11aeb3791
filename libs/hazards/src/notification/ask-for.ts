import { type Role, ROLES } from '../directory/role.js';
import { type ObligationKind } from '../escalation/obligation-kind.js';
import { type AlertInput, isOwner, type Occasion } from './alert-input.js';
import { filingVerb, personText, TASK_WORDS } from './alert-words.js';
import { overdueAsk } from './overdue-ask.js';
import { dueText } from './due-phrase.js';

type Asks = Readonly<Partial<Record<Role, string>>>;

/** What each post is asked to do as soon as a major hazard is known. Basis: order 16, article 14: report at once. */
const MAJOR_KNOWN: Asks = {
  principal: '您是本单位安全第一责任人，请立即停用或封闭现场，安排专人看守，并尽快组织编制治理方案。',
  'vice-principal': '请立即到现场，督促停用、封闭和专人看守，直至隐患消除。',
  'zone-officer': '请立即到校核实，督促学校落实临时管控措施。',
  'safety-section': '请立即与学校核实现场管控情况，并准备书面报告。',
  'safety-section-chief': '请立即组织核查，审核书面报告。',
  'deputy-director': '请立即部署核查和现场管控，并审定上报材料。',
  director: '请主持处置，确定包案领导。',
  'government-safety-office': '现将情况报告贵办，请予协调督办，书面报告随后送达。',
  'city-bureau': '现将情况报告市局，请予指导，书面报告随后送达。',
  'province-department': '现将情况报告省厅，请予指导，书面报告随后送达。',
};

/** While the bureau has not decided, people are kept away as if the hazard were major. */
const DECISION_AWAITED: Asks = {
  principal: '认定期间请按重大隐患管控：停用或封闭现场，安排专人看守。',
  'zone-officer': '请到校核实现场情况，并把结果告知安全股。',
};

const ANNOUNCED: Readonly<Partial<Record<ObligationKind, Asks>>> = {
  'rectify-major': MAJOR_KNOWN,
  'report-major': MAJOR_KNOWN,
  'decide-suspected-major': DECISION_AWAITED,
};

/** What the one who owes it is asked to do, by the time when it falls due. */
const OWN_TASK: Readonly<Record<ObligationKind, (due: string) => string>> = {
  rectify: (due) => `请在${due}完成整改，上传整改后的照片；需要延期的，请在到期前提出申请。`,
  'rectify-major': (due) => `请确保现场停用、专人看守，并在${due}完成治理、申请验收。`,
  'decide-suspected-major': (due) => `请核对判定依据，必要时到现场查看，在${due}作出认定。`,
  'review-composite': (due) =>
    `该处综合判定要素已减少到标准以下。请核实现场，在${due}决定解除或者维持重大隐患；决定之前不降级。`,
  'file-plan': (due) =>
    `请在${due}报送治理方案，写明目标任务、方法措施、经费物资、机构人员、时限要求、安全措施和应急预案。`,
  verify: (due) => `请在${due}到现场复查；合格的予以销号，不合格的退回并写明原因。`,
  'check-in': (due) => `请到现场查看，在${due}报告隐患现状和管控措施落实情况。`,
  'look-back': (due) => `请在${due}到校回头查；发现反弹的，重新打开该隐患。`,
  'report-major': (due) => `请在${due}书面报告当地政府和上级主管部门，写明现状和成因、危害程度和整改难度、治理方案。`,
  'acknowledge-alert': () => '请立即打开链接查阅，并点击“已阅”确认。',
  'zero-report': (due) => `没有隐患也要报“零”。请核对系统汇总的数字，由校（园）长签字，在${due}报送。`,
  'roll-up': (due) => `请核对各校数据，在${due}上报汇总。`,
  'interim-measure': (due) => `请在${due}停用或封闭现场，撤离人员，设置警戒并安排专人看守。`,
  'decide-extension': (due) => `请在${due}答复。答复之前原期限不变，临时管控措施不得撤除。`,
  duty: (due) => `请在${due}完成并登记。`,
};

/** 请您做什么: the one sentence that says what the recipient has to do now. */
export function askFor(input: AlertInput, occasion: Occasion, now: Date): string {
  const due = dueText(input.dueAt, now, input.zone);
  switch (occasion) {
    case 'closed':
      return '本条仅供知悉，不需要办理。';
    case 'returned':
      if (input.about.kind === 'filing') return fileAgain(input, due);
      return isOwner(input) ? `请按复查意见重新整改，在${due}再次提交。` : urge(input, `在${due}重新完成整改`);
    case 'extension-asked':
      return OWN_TASK['decide-extension'](due);
    case 'extension-granted':
      return isOwner(input)
        ? `请按新的期限，在${due}完成整改，上传整改后的照片；临时管控措施不得撤除。`
        : urge(input, `在${due}完成整改`);
    case 'extension-refused':
      return isOwner(input) ? `原期限不变，请在${due}完成整改，上传整改后的照片。` : urge(input, `在${due}完成整改`);
    case 'silent-schools':
      return '请今天逐一联系上述学校，督促校（园）长签字报送；没有隐患也要报“零”。';
    case 'unacknowledged':
      return isOwner(input) ? OWN_TASK['acknowledge-alert'](due) : '请立即电话联系，确认其已知悉并已到场处置。';
    case 'created':
      return announcedAsk(input, due);
    case 'reminder':
      return taskAsk(input, due);
    case 'overdue':
      return overdueAsk(input);
  }
}

function fileAgain({ obligationKind }: AlertInput, due: string): string {
  const signature = obligationKind === 'zero-report' ? '由校（园）长签字，' : '';
  return `请按退回原因修改，${signature}在${due}重新${filingVerb(obligationKind)}。`;
}

function announcedAsk(input: AlertInput, due: string): string {
  const { role } = input.recipient;
  const special = role && !isOwner(input) ? ANNOUNCED[input.obligationKind]?.[role] : undefined;
  return special ?? taskAsk(input, due);
}

function taskAsk(input: AlertInput, due: string): string {
  // The bureau's own tasks have no named owner: the post that is told first owes them.
  const owesIt = isOwner(input) || (input.owner === null && input.rank === 0);
  const { task } = TASK_WORDS[input.obligationKind];
  return owesIt ? OWN_TASK[input.obligationKind](due) : urge(input, `在${due}${task}`);
}

/** Colleagues help; those who lead the owner press. */
function urge({ recipient: { role }, owner }: AlertInput, task: string): string {
  const leads = role === null || ROLES[role].level !== 'school' || role === 'principal' || role === 'vice-principal';
  return `请${leads ? '督促' : '协助'}${owner ? personText(owner) : '学校'}${task}。`;
}
