import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { type Cover, type Post } from '../directory/post-holder.js';
import { type Role } from '../directory/role.js';
import { CATEGORY_IDS } from '../grading/category.js';
import { GRADES } from '../grading/grade.js';
import { type AssignmentInput, decideAssignment } from './decide-assignment.js';
import { type ResponsibilityMap } from './responsibility-map.js';

const map = JSON.parse(
  readFileSync(new URL('../../policies/responsibility-map.json', import.meta.url), 'utf8'),
) as ResponsibilityMap;

const now = new Date('2026-11-23T12:00:00+08:00');
const since = new Date('2026-01-01T00:00:00+08:00');
const nobodyAway: Cover = { delegations: [], absences: [] };
const holds = (role: Role, personId: string, organisationId = 'school'): Post => ({
  id: `${organisationId}/${role}/${personId}`,
  personId,
  organisationId,
  role,
  from: since,
  to: null,
});
const staff = [
  holds('canteen-head', 'chen'),
  holds('logistics-head', 'luo'),
  holds('vice-principal', 'wu'),
  holds('principal', 'li'),
];
const above = [holds('zone-officer', 'zhou', 'zone'), holds('safety-section', 'sun', 'bureau')];
const input = (more: Partial<AssignmentInput> = {}): AssignmentInput => ({
  category: 'food',
  grade: 'general',
  schoolPosts: staff,
  ancestorPosts: above,
  cover: nobodyAway,
  ...more,
});
const parties = (more: Partial<AssignmentInput>) => {
  const decision = decideAssignment(input(more), map, now);
  return decision.kind === 'assigned' ? [decision.owner.personId, decision.monitor.personId] : decision.kind;
};
const without = (...roles: Role[]) => staff.filter((post) => !roles.includes(post.role));
const away = (...people: string[]): Cover => ({
  delegations: [],
  absences: people.map((personId) => ({ personId, from: since, to: null })),
});

describe('owner and monitor', () => {
  it.each<[string, Partial<AssignmentInput>, string[] | string]>([
    ['everybody present, general', {}, ['chen', 'wu']],
    ['everybody present, major', { grade: 'major' }, ['chen', 'li']],
    ['suspected major is watched like a major', { grade: 'suspected-major' }, ['chen', 'li']],
    ['no canteen head', { schoolPosts: without('canteen-head') }, ['luo', 'wu']],
    ['canteen head absent', { cover: away('chen') }, ['luo', 'wu']],
    ['only leaders left', { schoolPosts: without('canteen-head', 'logistics-head') }, ['wu', 'li']],
    ['principal alone, general', { schoolPosts: [holds('principal', 'li')] }, ['li', 'zhou']],
    ['principal alone, major', { grade: 'major', schoolPosts: [holds('principal', 'li')] }, ['li', 'zhou']],
    [
      'principal alone and no zone officer, major',
      { grade: 'major', schoolPosts: [holds('principal', 'li')], ancestorPosts: above.slice(1) },
      ['li', 'sun'],
    ],
    [
      'principal alone and nobody above, general',
      { schoolPosts: [holds('principal', 'li')], ancestorPosts: [] },
      ['li', 'li'],
    ],
    [
      'principal alone and nobody above, major',
      { grade: 'major', schoolPosts: [holds('principal', 'li')], ancestorPosts: [] },
      'nobody',
    ],
    [
      'one person in two posts, major',
      { grade: 'major', schoolPosts: [holds('canteen-head', 'li'), holds('principal', 'li')] },
      ['li', 'zhou'],
    ],
    ['nobody at the school', { schoolPosts: [] }, 'nobody'],
    ['a fire hazard', { category: 'fire' }, ['luo', 'wu']],
    ['a management hazard', { category: 'management' }, ['wu', 'li']],
  ])('%s', (_, more, expected) => {
    expect(parties(more)).toEqual(expected);
  });

  it('names the delegate, for whom he acts, and who was passed over', () => {
    const decision = decideAssignment(
      input({
        schoolPosts: without('canteen-head'),
        cover: {
          delegations: [{ postId: 'school/logistics-head/luo', toPersonId: 'gao', from: since, to: null }],
          absences: away('wu').absences,
        },
        reporterId: 'gao',
      }),
      map,
      now,
    );
    expect(decision).toMatchObject({
      kind: 'assigned',
      mapVersion: '2026.1',
      owner: {
        personId: 'gao',
        role: 'logistics-head',
        via: 'delegation',
        onBehalfOf: 'luo',
        skipped: [{ role: 'canteen-head', reason: 'vacant' }],
      },
      monitor: { personId: 'li', role: 'principal', skipped: [{ role: 'vice-principal', reason: 'absent' }] },
    });
    expect(decision.explanation.map(({ zh }) => zh)).toEqual([
      '食堂负责人：空缺，跳过',
      '食品饮水类隐患责任人：总务主任（代理）',
      '责任人即报告人（自查发现）',
      '分管副校长：缺勤且无代理，跳过',
      '食品饮水类隐患监控人：校（园）长',
    ]);
  });

  it('says which posts are missing', () => {
    expect(decideAssignment(input({ schoolPosts: [] }), map, now)).toMatchObject({
      kind: 'nobody',
      party: 'owner',
      missing: ['canteen-head', 'logistics-head', 'vice-principal', 'principal'],
    });
    const alone = input({ grade: 'major', schoolPosts: [holds('principal', 'li')], ancestorPosts: [] });
    expect(decideAssignment(alone, map, now)).toMatchObject({
      kind: 'nobody',
      party: 'monitor',
      missing: ['principal', 'zone-officer', 'safety-section', 'safety-section-chief'],
    });
  });

  it('never makes one person owner and monitor of what is major or suspected of it', () => {
    const person = fc.constantFrom('a', 'b', 'c');
    const post = (roles: Role[], organisationId: string) =>
      fc.record({ role: fc.constantFrom(...roles), personId: person }).map((one) => ({
        ...holds(one.role, one.personId, organisationId),
      }));
    const atSchool = post(
      ['canteen-head', 'logistics-head', 'safety-officer', 'vice-principal', 'principal', 'laboratory-head'],
      'school',
    );
    const scenario = fc.record({
      category: fc.constantFrom(...CATEGORY_IDS),
      grade: fc.constantFrom(...GRADES),
      schoolPosts: fc.array(atSchool, { maxLength: 6 }),
      ancestorPosts: fc.array(post(['zone-officer', 'safety-section'], 'above'), { maxLength: 3 }),
      absent: fc.subarray(['a', 'b', 'c']),
      delegated: fc.array(fc.record({ index: fc.nat(5), toPersonId: person }), { maxLength: 3 }),
    });
    let assigned = 0;
    fc.assert(
      fc.property(scenario, ({ absent, delegated, ...rest }) => {
        const delegations = delegated.flatMap(({ index, toPersonId }) => {
          const post = rest.schoolPosts[index];
          return post ? [{ postId: post.id, toPersonId, from: since, to: null }] : [];
        });
        const cover = { delegations, absences: away(...absent).absences };
        const decision = decideAssignment({ ...rest, cover }, map, now);
        if (decision.kind !== 'assigned') return;
        assigned += 1;
        expect(absent).not.toContain(decision.owner.personId);
        expect(absent).not.toContain(decision.monitor.personId);
        if (rest.grade !== 'general') expect(decision.monitor.personId).not.toBe(decision.owner.personId);
      }),
      { numRuns: 2000 },
    );
    expect(assigned).toBeGreaterThan(200);
  });
});

describe('the responsibility map', () => {
  it('ends every owner chain with the principal, who answers first for the school', () => {
    expect(Object.keys(map.owners).sort()).toEqual([...CATEGORY_IDS].sort());
    for (const chain of Object.values(map.owners)) expect(chain.at(-1)).toBe('principal');
    expect(map.monitors.major[0]).toBe('principal');
  });
});
