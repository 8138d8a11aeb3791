/** 时限义务: everything that someone owes by a time. One policy language and one sweep serve them all. */
export const OBLIGATION_KINDS = {
  rectify: '一般隐患整改',
  'rectify-major': '重大隐患治理',
  'decide-suspected-major': '疑似重大隐患认定',
  'review-composite': '综合判定复核',
  'file-plan': '报送治理方案',
  verify: '复查销号',
  'check-in': '监控人报告进度',
  'look-back': '回头查',
  'report-major': '重大隐患上报',
  'acknowledge-alert': '确认告警（已阅）',
  'zero-report': '零报告',
  'roll-up': '汇总上报',
  'interim-measure': '临时管控措施',
  'decide-extension': '延期申请审批',
  duty: '定期职责',
} as const;

export type ObligationKind = keyof typeof OBLIGATION_KINDS;
export const OBLIGATION_KIND_IDS = Object.keys(OBLIGATION_KINDS) as ObligationKind[];
