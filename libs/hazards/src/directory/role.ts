/** 岗位角色: what a post entitles to and answers for, by the level of the organisation at which it is held. */
export const ROLES = {
  reporter: { label: '报告人', level: 'school' },
  'safety-officer': { label: '安全员', level: 'school' },
  'logistics-head': { label: '总务主任', level: 'school' },
  'dormitory-head': { label: '宿管负责人', level: 'school' },
  'canteen-head': { label: '食堂负责人', level: 'school' },
  'laboratory-head': { label: '实验室负责人', level: 'school' },
  'school-bus-head': { label: '校车负责人', level: 'school' },
  'vice-principal': { label: '分管副校长', level: 'school' },
  principal: { label: '校（园）长', level: 'school' },
  'zone-officer': { label: '片区责任人', level: 'zone' },
  'safety-section': { label: '安全股', level: 'district' },
  'safety-section-chief': { label: '安全股长', level: 'district' },
  'deputy-director': { label: '分管局长', level: 'district' },
  director: { label: '局长', level: 'district' },
  'government-safety-office': { label: '区政府安委办', level: 'government' },
  'linked-department': { label: '联动部门', level: 'department' },
  'city-bureau': { label: '市教育局', level: 'city' },
  'province-department': { label: '省教育厅', level: 'province' },
  auditor: { label: '审计员', level: 'any' },
  administrator: { label: '系统管理员', level: 'any' },
} as const;

export type Role = keyof typeof ROLES;
export const ROLE_IDS = Object.keys(ROLES) as Role[];

/** The role that an id or a Chinese label names; undefined when it names none. */
export function roleFrom(text: string): Role | undefined {
  return ROLE_IDS.find((id) => id === text || ROLES[id].label === text);
}
