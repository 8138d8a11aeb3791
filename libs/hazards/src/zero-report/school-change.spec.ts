import { decideSchoolChange, isAwayOn, type SchoolChange, type SchoolChangeRequest } from './school-change.js';

const suspended = (from: string, until: string | null = null): SchoolChange => ({ kind: 'suspended', from, until });
const merged = (from: string): SchoolChange => ({ kind: 'merged', from, until: null });
const request = (more: Partial<SchoolChangeRequest>): SchoolChangeRequest => ({
  kind: 'suspended',
  school: 'S1',
  from: '2026-11-01',
  ...more,
});

describe('a change of a school', () => {
  it.each<[string, Partial<SchoolChangeRequest>, SchoolChange[], SchoolChange[], string]>([
    ['a survivor of a suspension', { into: 'S2' }, [], [], 'into'],
    ['a merger into nothing', { kind: 'merged' }, [], [], 'into'],
    ['a merger into itself', { kind: 'merged', into: 'S1' }, [], [], 'into'],
    ['a merger with an end', { kind: 'merged', into: 'S2', until: '2026-12-01' }, [], [], 'until'],
    ['a second merger', { kind: 'merged', into: 'S2' }, [merged('2027-01-01')], [], 'kind'],
    ['a merger into a merged school', { kind: 'merged', into: 'S2' }, [], [merged('2026-11-01')], 'into'],
    ['a merger into a suspended school', { kind: 'merged', into: 'S2' }, [], [suspended('2026-10-01')], 'into'],
    ['a suspension after a merger', {}, [merged('2026-11-01')], [], 'kind'],
    ['an end on the first day', { until: '2026-11-01' }, [], [], 'until'],
    ['a suspension within another', {}, [suspended('2026-10-01')], [], 'from'],
    ['one that runs into the next', { until: '2026-12-02' }, [suspended('2026-12-01', '2027-01-01')], [], 'from'],
    ['a resumption of nothing', { kind: 'resumed' }, [suspended('2026-10-01', '2026-11-01')], [], 'from'],
    ['a resumption on the first day', { kind: 'resumed' }, [suspended('2026-11-01')], [], 'from'],
  ])('is refused: %s', (_, more, own, survivors, field) => {
    expect(decideSchoolChange(request(more), own, survivors)).toMatchObject({ kind: 'refused', field });
  });

  it('is recorded where it touches others without overlapping', () => {
    const own = [suspended('2026-10-01', '2026-11-01'), suspended('2026-12-01', '2027-01-01')];
    expect(decideSchoolChange(request({ until: '2026-12-01' }), own, [])).toEqual({
      kind: 'record',
      change: suspended('2026-11-01', '2026-12-01'),
    });
    const survivors = [suspended('2026-10-01', '2026-11-01'), merged('2026-11-02')];
    expect(decideSchoolChange(request({ kind: 'merged', into: 'S2' }), own, survivors)).toEqual({
      kind: 'record',
      change: merged('2026-11-01'),
    });
  });

  it('ends a suspension on the day on which lessons begin again', () => {
    expect(decideSchoolChange(request({ kind: 'resumed' }), [suspended('2026-10-01')], [])).toEqual({
      kind: 'end',
      suspendedFrom: '2026-10-01',
      until: '2026-11-01',
    });
  });

  it('holds from its first day, and no more on its last', () => {
    const changes = [suspended('2026-10-01', '2026-11-01')];
    expect(['2026-09-30', '2026-10-01', '2026-10-31', '2026-11-01'].map((day) => isAwayOn(changes, day))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isAwayOn([merged('2026-10-01')], '2099-01-01')).toBe(true);
  });
});
