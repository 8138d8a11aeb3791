import { type Role } from '../directory/role.js';
import { type ObligationKind } from '../escalation/obligation-kind.js';
import { type AlertInput, isOwner } from './alert-input.js';
import { PROPOSAL_WORDS, TASK_WORDS } from './alert-words.js';

/** Owed within hours, so that 'today' would be too late. */
const URGENT: ReadonlySet<ObligationKind> = new Set(['interim-measure', 'report-major', 'decide-suspected-major']);
const EXTENDABLE: ReadonlySet<ObligationKind> = new Set(['rectify', 'rectify-major']);

/** 超期后请您做什么: each rank is asked for what only it can do. */
export function overdueAsk(input: AlertInput): string {
  const { recipient, obligationKind, proposal } = input;
  const when = URGENT.has(obligationKind) ? '立即' : '今日内';
  const { task } = TASK_WORDS[obligationKind];
  if (obligationKind === 'zero-report' && (isOwner(input) || recipient.role === 'principal')) {
    return '没有隐患也要报“零”，请今天核对数字、签字报送。';
  }
  if (isOwner(input)) {
    const otherwise = EXTENDABLE.has(obligationKind) ? '；确实无法完成的，先采取临时防护措施并说明原因' : '';
    return `请${when}${task}${otherwise}。`;
  }
  const ask = rankAsk(recipient.role, obligationKind, when, task);
  return proposal ? `${ask}${PROPOSAL_WORDS[proposal]}` : ask;
}

function rankAsk(role: Role | null, kind: ObligationKind, when: string, task: string): string {
  const isExtendable = EXTENDABLE.has(kind);
  switch (role) {
    case 'vice-principal':
      return `请${when}到现场查看，督促责任人${task}${isExtendable ? '；确有困难的，指导其提出延期申请' : ''}。`;
    case 'principal':
      return `您是本单位安全第一责任人，请${when}组织${task}${isExtendable ? '；确需延期的，请说明理由提出申请' : ''}。`;
    case 'zone-officer':
      return kind === 'zero-report'
        ? `请${when}联系学校，督促${task}。`
        : `请${when}到校核实，督促${task}，并记录核查结果。`;
    case 'safety-section-chief':
      return `请明确专人盯办，督促${task}。`;
    case 'deputy-director':
      return '请过问此事，明确督办要求和办结时间。';
    case 'director':
      return '请主持研究处理意见，确定包案领导和办结时间。';
    case 'government-safety-office':
      return `现按升级规则报告贵办，请协调有关部门督促${task}。`;
    case 'city-bureau':
      return '现按升级规则报告市局，请予指导督促。';
    case 'province-department':
      return '现按升级规则报告省厅，请予指导督促。';
    default:
      return `请${when}查明原因，督促${task}。`;
  }
}
