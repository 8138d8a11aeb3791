import { type Bilingual } from '../directory/bilingual.js';
import { type Cover, type Post } from '../directory/post-holder.js';
import { type Role, ROLES } from '../directory/role.js';
import { holdersOf, whoHolds } from '../directory/who-holds.js';
import { CATEGORIES, type Category } from '../grading/category.js';
import { type Grade } from '../grading/grade.js';
import { type ResponsibilityMap } from './responsibility-map.js';

export interface AssignmentInput {
  category: Category;
  grade: Grade;
  /** Posts at the school where the hazard is. */
  schoolPosts: readonly Post[];
  /** Posts of the organisations above the school: its zone, its bureau. */
  ancestorPosts: readonly Post[];
  cover: Cover;
  reporterId?: string;
}

export interface Skipped {
  role: Role;
  reason: 'vacant' | 'absent' | 'is-owner';
}

export interface Assignee {
  personId: string;
  role: Role;
  organisationId: string;
  via: 'post' | 'delegation';
  onBehalfOf?: string;
  skipped: Skipped[];
}

export type AssignmentDecision =
  | { kind: 'assigned'; owner: Assignee; monitor: Assignee; mapVersion: string; explanation: Bilingual[] }
  | { kind: 'nobody'; party: 'owner' | 'monitor'; missing: Role[]; mapVersion: string; explanation: Bilingual[] };

/**
 * Owner and monitor of a hazard. 定人负责、定人监控: for a major hazard, or one suspected of being major, owner and monitor
 * are two people; when the school has no second one, the monitor is found above it. For a general hazard a second
 * person is preferred, and the owner stands in only when nobody else exists.
 */
export function decideAssignment(input: AssignmentInput, map: ResponsibilityMap, now: Date): AssignmentDecision {
  const ownerRoles = map.owners[input.category];
  const found = firstOf(ownerRoles, input.schoolPosts, input.cover, undefined, now);
  if (!found.assignee) return nobody('owner', found.skipped, map);
  const owner = found.assignee;

  const isGrave = input.grade !== 'general';
  const watching = isGrave ? map.monitors.major : map.monitors.general;
  const inside = firstOf(watching, input.schoolPosts, input.cover, owner.personId, now);
  const above = inside.assignee
    ? inside
    : firstOf(map.monitorsAbove, input.ancestorPosts, input.cover, owner.personId, now);
  const skipped = above === inside ? inside.skipped : [...inside.skipped, ...above.skipped];

  if (!above.assignee && isGrave) return nobody('monitor', skipped, map);
  const monitor = { ...(above.assignee ?? owner), skipped };
  return {
    kind: 'assigned',
    owner,
    monitor,
    mapVersion: map.version,
    explanation: explain(input, owner, monitor),
  };
}

interface Search {
  assignee?: Assignee;
  skipped: Skipped[];
}

function firstOf(
  roles: readonly Role[],
  posts: readonly Post[],
  cover: Cover,
  except: string | undefined,
  now: Date,
): Search {
  const skipped: Skipped[] = [];
  for (const role of roles) {
    const holders = holdersOf(role, posts, cover, now);
    const chosen = holders.find((holder) => holder.personId !== except);
    if (chosen) {
      const { personId, organisationId, via, onBehalfOf } = chosen;
      return { assignee: { personId, role, organisationId, via, onBehalfOf, skipped }, skipped };
    }
    const answer = whoHolds(role, posts, cover, now);
    skipped.push({ role, reason: answer.kind === 'holder' ? 'is-owner' : answer.kind });
  }
  return { skipped };
}

function nobody(party: 'owner' | 'monitor', skipped: Skipped[], map: ResponsibilityMap): AssignmentDecision {
  const explanation = [
    {
      zh: `找不到${party === 'owner' ? '责任人' : '监控人'}，以下岗位均无人可任`,
      en: `no ${party} can be found: nobody answers for any of these posts`,
    },
    ...skipped.map(skippedLine),
  ];
  return { kind: 'nobody', party, missing: skipped.map((one) => one.role), mapVersion: map.version, explanation };
}

function explain(input: AssignmentInput, owner: Assignee, monitor: Assignee): Bilingual[] {
  const lines = [
    ...owner.skipped.map(skippedLine),
    assigneeLine('责任人', 'owner', owner, CATEGORIES[input.category].label, input.category),
  ];
  if (input.reporterId === owner.personId) {
    lines.push({ zh: '责任人即报告人（自查发现）', en: 'the owner reported the hazard: a finding of his own check' });
  }
  lines.push(...monitor.skipped.map(skippedLine));
  lines.push(assigneeLine('监控人', 'monitor', monitor, CATEGORIES[input.category].label, input.category));
  if (monitor.personId === owner.personId) {
    lines.push({
      zh: '一般隐患，无第二人可任监控人，由责任人兼任',
      en: 'general hazard, no second person: owner watches too',
    });
  }
  return lines;
}

const WHY = {
  vacant: { zh: '空缺', en: 'is vacant' },
  absent: { zh: '缺勤且无代理', en: 'is absent without a delegate' },
  'is-owner': { zh: '已是责任人', en: 'is the owner already' },
} as const;

const skippedLine = ({ role, reason }: Skipped): Bilingual => ({
  zh: `${ROLES[role].label}：${WHY[reason].zh}，跳过`,
  en: `${role} ${WHY[reason].en}: passed over`,
});

function assigneeLine(zh: string, en: string, assignee: Assignee, label: string, category: string): Bilingual {
  const { role, via } = assignee;
  return {
    zh: `${label}类隐患${zh}：${ROLES[role].label}${via === 'delegation' ? '（代理）' : ''}`,
    en: `${en} of a ${category} hazard: ${role}${via === 'delegation' ? ' (by delegation)' : ''}`,
  };
}
