import { type Bilingual } from '../directory/bilingual.js';
import { type Role, ROLES } from '../directory/role.js';
import { type Party } from './escalation-policy.js';

const PARTY_NAMES: Record<Party, string> = { owner: '责任人', monitor: '监控人', reporter: '报告人', debtor: '义务人' };

const nameOf = (wanted: Role | Party): Bilingual =>
  wanted in PARTY_NAMES
    ? { zh: PARTY_NAMES[wanted as Party], en: wanted }
    : { zh: ROLES[wanted as Role].label, en: wanted };

/** Why someone named in the case is told. */
export function partyReason(party: Party, role: Role | null): Bilingual {
  const post = role && { zh: `（${ROLES[role].label}）`, en: ` (${role})` };
  return { zh: `本项${PARTY_NAMES[party]}${post?.zh ?? ''}`, en: `${party} of this case${post?.en ?? ''}` };
}

/** Why the holder of a role, or whoever stands in for it, is told. */
export function roleReason(
  role: Role,
  how: 'post' | 'delegate' | 'successor' | 'next-rank' | 'last-resort',
  insteadOf: Role | Party = role,
): Bilingual {
  const { zh, en } = nameOf(role);
  const missing = nameOf(insteadOf);
  switch (how) {
    case 'post':
      return { zh: `现任${zh}`, en: `holds the post of ${en}` };
    case 'delegate':
      return { zh: `代理${zh}`, en: `acts for the ${en}` };
    case 'successor':
      return { zh: `接任${zh}，继续承担该岗位职责`, en: `took over the post of ${en} and its duties` };
    case 'next-rank':
      return { zh: `${missing.zh}无人可告知，改告${zh}`, en: `nobody answers as ${missing.en}, so the ${en} is told` };
    case 'last-resort':
      return {
        zh: `上级均无人在岗，告知在岗最高一级：${zh}`,
        en: `nobody above answers: ${en} is the highest who does`,
      };
  }
}
