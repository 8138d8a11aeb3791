import { type Cover, type Post } from '../directory/post-holder.js';
import { type Role } from '../directory/role.js';
import { type EscalationStep, type RecipientSelector, type Tier } from './escalation-policy.js';
import { type CaseParties, type ChainPeople, recipientsFor } from './recipients-for.js';
import { tierOf } from './tier-of.js';

const now = new Date('2026-11-23T12:00:00+08:00');
const since = new Date('2026-01-01T00:00:00+08:00');
const organisations: ChainPeople['organisations'] = [
  { id: 'school', tier: 'school' },
  { id: 'zone', tier: 'zone' },
  { id: 'district', tier: 'district' },
  { id: 'government', tier: 'government' },
  { id: 'city', tier: 'city' },
  { id: 'province', tier: 'province' },
];
const holds = (role: Role, personId: string): Post => ({
  id: `post/${role}/${personId}`,
  personId,
  organisationId: tierOf(role) ?? 'school',
  role,
  from: since,
  to: null,
});
const staff = [
  holds('canteen-head', 'chen'),
  holds('vice-principal', 'wu'),
  holds('principal', 'li'),
  holds('zone-officer', 'zhou'),
  holds('safety-section', 'sun'),
  holds('safety-section', 'zheng'),
  holds('deputy-director', 'feng'),
  holds('director', 'han'),
];
const nobodyAway: Cover = { delegations: [], absences: [] };
const away = (...people: string[]) => people.map((personId) => ({ personId, from: since, to: null }));
const chain = (posts: Post[] = staff, cover: Cover = nobodyAway): ChainPeople => ({ organisations, posts, cover });
const without = (...roles: Role[]) => staff.filter((post) => !roles.includes(post.role));
const step = (...to: RecipientSelector[]): Pick<EscalationStep, 'to'> => ({ to });
const at = (role: Role): RecipientSelector => ({ role, of: tierOf(role) as Tier });
const owner: CaseParties = { owner: { personId: 'chen', role: 'canteen-head', organisationId: 'school' } };

function told(selectors: RecipientSelector[], people: ChainPeople, parties: CaseParties = owner) {
  const answer = recipientsFor(step(...selectors), people, parties, now);
  return answer.recipients.map(({ personId, role, via }) => `${personId} ${role} ${via}`);
}

describe('a party that is a post', () => {
  const section: CaseParties = { debtor: { personId: null, role: 'safety-section', organisationId: 'school' } };

  it('is whoever holds it, wherever it stands', () => {
    expect(told([{ party: 'debtor' }], chain(), section)).toEqual([
      'sun safety-section post',
      'zheng safety-section post',
    ]);
  });

  it('is followed by the next rank when it is vacant, not by the school', () => {
    expect(told([{ party: 'debtor' }], chain(without('safety-section')), section)).toEqual([
      'feng deputy-director next-rank',
    ]);
  });
});

describe('who is told of a step', () => {
  it.each<[string, RecipientSelector[], ChainPeople, string[]]>([
    [
      'a party and a role',
      [{ party: 'owner' }, at('principal')],
      chain(),
      ['chen canteen-head post', 'li principal post'],
    ],
    [
      'everybody in the office',
      [at('safety-section')],
      chain(),
      ['sun safety-section post', 'zheng safety-section post'],
    ],
    [
      'only those of the office who are there',
      [at('safety-section')],
      chain(staff, { delegations: [], absences: away('sun') }),
      ['zheng safety-section post'],
    ],
    [
      'the next rank for a vacant post',
      [at('principal')],
      chain(without('principal')),
      ['zhou zone-officer next-rank'],
    ],
    [
      'the next rank that is there',
      [at('principal')],
      chain(without('principal', 'zone-officer', 'safety-section')),
      ['feng deputy-director next-rank'],
    ],
    [
      'the next rank for an absent holder without a delegate',
      [at('principal')],
      chain(staff, { delegations: [], absences: away('li') }),
      ['zhou zone-officer next-rank'],
    ],
    [
      'the delegate of an absent holder',
      [at('principal')],
      chain(staff, {
        delegations: [{ postId: 'post/principal/li', toPersonId: 'wu', from: since, to: null }],
        absences: away('li'),
      }),
      ['wu principal delegation'],
    ],
    [
      'nobody twice, though two posts lead to him',
      [at('zone-officer'), at('principal'), at('zone-officer')],
      chain(without('principal')),
      ['zhou zone-officer post'],
    ],
    [
      'the successor of an owner who left',
      [{ party: 'owner' }],
      chain([...without('canteen-head'), holds('canteen-head', 'gao')]),
      ['gao canteen-head post'],
    ],
    [
      'the next rank for an owner whose post is vacant',
      [{ party: 'owner' }],
      chain(without('canteen-head')),
      ['wu vice-principal next-rank'],
    ],
    [
      'the highest who is there when nobody above answers',
      [at('city-bureau'), at('province-department')],
      chain(),
      ['han director next-rank'],
    ],
    [
      'the level above when the school belongs to no zone',
      [at('zone-officer')],
      { ...chain(), organisations: organisations.filter(({ tier }) => tier !== 'zone') },
      ['sun safety-section next-rank', 'zheng safety-section next-rank'],
    ],
  ])('%s', (_, selectors, people, expected) => {
    expect(told(selectors, people)).toEqual(expected);
  });

  it('says which post was not answered for, and who was told instead', () => {
    const answer = recipientsFor(step(at('principal')), chain(without('principal')), {}, now);
    expect(answer.vacancies).toEqual([
      { role: 'principal', organisationId: 'school', why: 'vacant', replacedBy: 'zone-officer' },
    ]);
    expect(answer.recipients[0]?.reasonText).toEqual({
      zh: '校（园）长无人可告知，改告片区责任人',
      en: 'nobody answers as principal, so the zone-officer is told',
    });
    expect(answer.nobody).toBe(false);
  });

  it('lists the vacancy even when its substitute is told anyway', () => {
    const answer = recipientsFor(step(at('zone-officer'), at('principal')), chain(without('principal')), {}, now);
    expect(answer.recipients).toHaveLength(1);
    expect(answer.vacancies).toMatchObject([{ role: 'principal', replacedBy: 'zone-officer' }]);
  });

  it('fills in for a party that was never named, but for no anonymous reporter', () => {
    const monitor = recipientsFor(step({ party: 'monitor' }), chain(), {}, now);
    expect(monitor.recipients).toMatchObject([{ personId: 'li', role: 'principal', via: 'next-rank' }]);
    expect(monitor.vacancies).toEqual([
      { role: 'monitor', organisationId: null, why: 'not-named', replacedBy: 'principal' },
    ]);
    expect(recipientsFor(step({ party: 'reporter' }), chain(), {}, now)).toEqual({
      recipients: [],
      vacancies: [],
      nobody: true,
    });
  });

  it('tells a reporter without a post as the person that he is', () => {
    const reporter = { personId: 'parent', role: null, organisationId: null };
    expect(told([{ party: 'reporter' }], chain(), { reporter })).toEqual(['parent null post']);
  });

  it('keeps to the owner who was named as a delegate while the delegation runs, then returns to the holder', () => {
    const parties: CaseParties = { owner: { personId: 'gao', role: 'canteen-head', organisationId: 'school' } };
    const delegation = { postId: 'post/canteen-head/chen', toPersonId: 'gao', from: since, to: null };
    const running = chain(staff, { delegations: [delegation], absences: [] });
    const ended = chain(staff, { delegations: [{ ...delegation, to: now }], absences: [] });
    expect(told([{ party: 'owner' }], running, parties)).toEqual(['gao canteen-head delegation']);
    expect(told([{ party: 'owner' }], ended, parties)).toEqual(['chen canteen-head post']);
  });

  it('is never empty without saying so', () => {
    const answer = recipientsFor(step({ party: 'owner' }, at('principal')), chain([]), owner, now);
    expect(answer.recipients).toEqual([]);
    expect(answer.nobody).toBe(true);
    expect(answer.vacancies).toEqual([
      { role: 'owner', organisationId: 'school', why: 'vacant' },
      { role: 'principal', organisationId: 'school', why: 'vacant' },
    ]);
  });

  it('finds the last person of the chain, whoever is missing', () => {
    for (const post of staff) {
      const answer = recipientsFor(step({ party: 'owner' }, at('deputy-director')), chain([post]), owner, now);
      expect(answer.recipients.map(({ personId }) => personId)).toEqual([post.personId]);
    }
  });
});
