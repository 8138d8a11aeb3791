import { readFileSync } from 'node:fs';
import { type PriorityInput, isRepeated, priorityFor } from './priority-for.js';
import { type ResponsibilityMap } from './responsibility-map.js';

const map = JSON.parse(
  readFileSync(new URL('../../policies/responsibility-map.json', import.meta.url), 'utf8'),
) as ResponsibilityMap;

describe('the class of a general hazard', () => {
  it.each<[string, Partial<PriorityInput>, string]>([
    ['the rule decides', { ruleDefault: 'P3' }, 'P3'],
    ['else the category', { category: 'management' }, 'P3'],
    ['else the fallback', {}, 'P2'],
    ['a repeat is one class more urgent', { ruleDefault: 'P3', repeated: true }, 'P2'],
    ['up to at once', { ruleDefault: 'P1', repeated: true }, 'P0'],
    ['and no further', { ruleDefault: 'P0', repeated: true }, 'P0'],
    ['a major hazard runs on its plan', { grade: 'major', ruleDefault: 'P1', repeated: true }, 'by-plan'],
    ['so does one suspected of it', { grade: 'suspected-major', ruleDefault: 'P1' }, 'by-plan'],
  ])('%s', (_, more, expected) => {
    const decision = priorityFor({ category: 'fire', grade: 'general', repeated: false, ...more }, map);
    expect(decision.kind === 'class' ? decision.priority : decision.kind).toBe(expected);
  });

  it.each([
    [1, false],
    [2, true],
    [3, true],
  ])('%i of a kind at one place in a term: repeated is %s', (occurrences, expected) => {
    expect(isRepeated(occurrences, map)).toBe(expected);
  });

  it('says that and why it was raised', () => {
    const decision = priorityFor({ category: 'fire', grade: 'general', repeated: true }, map);
    expect(decision).toMatchObject({ kind: 'class', priority: 'P1', bumped: true });
    expect(decision.explanation.map(({ zh }) => zh)).toEqual(['本类隐患默认 P2', '本学期同一部位重复出现，提为 P1']);
  });
});
