import { type Role } from '../directory/role.js';
import { type AlertHazard, type AlertInput, type AlertPerson } from './alert-input.js';

export const ZONE = 'Asia/Shanghai';

export const SOCKET: AlertHazard = {
  kind: 'hazard',
  number: 'D01-S153-2026-0031',
  organisationName: '石桥中学',
  place: '校本部 北教学楼 二层东侧走廊',
  categoryLabel: '消防',
  ruleIds: ['FI-35'],
  grade: 'general',
  description: '走廊墙插面板裂开，露出铜片，饮水机还插在上面。',
};

export const SHUTTER: AlertHazard = {
  kind: 'hazard',
  number: 'D01-S139-2026-0007',
  organisationName: '柳湾乡初级中学',
  place: '校本部 教学楼 一楼北侧出口',
  categoryLabel: '消防',
  ruleIds: ['FI-21'],
  grade: 'suspected-major',
  description: '北侧出口平时上课期间卷帘门拉下一半，四百多名学生只走南门。',
};

export const BARS: AlertHazard = {
  kind: 'hazard',
  number: 'D01-S154-2026-0002',
  organisationName: '青槐区职业教育中心',
  place: '宿舍区 1号学生公寓 二至五层窗户',
  categoryLabel: '消防',
  ruleIds: ['FI-22'],
  grade: 'major',
  description: '二至五层外窗全部焊了固定式防盗网，没有留逃生小窗，遇火灾无法从外部救援。',
};

export const WANG: AlertPerson = { name: '王强生', role: 'logistics-head' };
export const LIU: AlertPerson = { name: '刘慧敏', role: 'principal' };

export const post = (name: string, role: Role): AlertInput['recipient'] => ({ name, role, via: 'post' });

/** A general hazard of 石桥中学, owned by its head of logistics and due on 20 November at 24:00. */
export function alert(changes: Partial<AlertInput>): AlertInput {
  return {
    severity: 'reminder',
    stepId: 'created',
    rank: 0,
    obligationKind: 'rectify',
    about: SOCKET,
    dueAt: new Date('2026-11-21T00:00:00+08:00'),
    daysOverdue: 0,
    owner: WANG,
    recipient: { ...WANG, via: 'post' },
    vacancies: [],
    link: 'https://tocsin.example/h/0031',
    bureauPhone: '0839-5550100',
    zone: ZONE,
    ...changes,
  };
}

/** A letter that is to read as its namesake in alert-text.letters.txt. */
export interface LetterCase {
  name: string;
  input: AlertInput;
  now: string;
}
