import { readFileSync } from 'node:fs';
import { type EscalationPolicy } from '../escalation/escalation-policy.js';
import { addToReport, alertsOfChange, announcementsOf, emptyReplayReport } from './replay-report.js';

describe('the report of a replay', () => {
  const { policies } = JSON.parse(readFileSync(new URL('../../policies/escalation.json', import.meta.url), 'utf8')) as {
    policies: EscalationPolicy[];
  };
  const announcements = announcementsOf(policies);

  it('counts an alert as added or removed only where the two grades differ', () => {
    const report = emptyReplayReport();
    addToReport(report, { before: 'general', after: 'major' }, announcements);
    addToReport(report, { before: 'general', after: 'general' }, announcements);
    expect(report).toMatchObject({ hazards: 2, changed: 1, moves: { 'general→major': 1 } });
    const line = (recipient: string) => report.alerts.find((one) => one.recipient === recipient);
    expect(line('safety-officer')).toMatchObject({ added: 0, removed: 1, rank: 0 });
    expect(line('city-bureau')).toMatchObject({ added: 1, removed: 0, rank: 9 });
    // Told of the interim measure and of the major itself.
    expect(line('principal')).toMatchObject({ added: 2, removed: 0 });
    const ranks = report.alerts.map(({ rank }) => rank ?? -1);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  });

  it('counts the climb to its end, as if nobody acted', () => {
    const report = emptyReplayReport();
    addToReport(report, { before: 'general', after: 'major' }, announcements);
    const director = report.climb.find((one) => one.recipient === 'director');
    const steps = (kind: string): number =>
      policies
        .filter((policy) => policy.kind === kind)
        .flatMap((policy) => policy.steps.filter(({ at }) => at.anchor !== 'start').flatMap(({ to }) => to))
        .filter((to) => 'role' in to && to.role === 'director').length;
    expect((director?.added ?? 0) - (director?.removed ?? 0)).toBe(
      steps('rectify-major') + steps('interim-measure') - steps('rectify'),
    );
  });

  it('gives every change the numbers that add up to its sum', () => {
    const report = emptyReplayReport();
    const moves = [
      { before: 'general', after: 'major' },
      { before: 'major', after: 'suspected-major' },
      { before: 'general', after: 'suspected-major' },
    ] as const;
    for (const move of moves) addToReport(report, move, announcements);
    const counts = moves.map((move) => alertsOfChange(move, announcements));
    const sum = (list: readonly { added: number; removed: number }[], side: 'added' | 'removed'): number =>
      list.reduce((total, one) => total + one[side], 0);
    const total = (key: keyof (typeof counts)[number]): number => counts.reduce((all, one) => all + one[key], 0);
    expect([total('alertsAdded'), total('alertsRemoved')]).toEqual([
      sum(report.alerts, 'added'),
      sum(report.alerts, 'removed'),
    ]);
    expect([total('climbAdded'), total('climbRemoved')]).toEqual([
      sum(report.climb, 'added'),
      sum(report.climb, 'removed'),
    ]);
  });

  it('tells the load of each rank over all hazards, changed or not', () => {
    const report = emptyReplayReport();
    addToReport(report, { before: 'general', after: 'general' }, announcements);
    expect(report.alerts).toEqual([]);
    for (const { atOnce, climb } of report.ranks) {
      expect(atOnce.before).toBe(atOnce.after);
      expect(climb.before).toBe(climb.after);
    }
    addToReport(report, { before: 'general', after: 'major' }, announcements);
    const gained = (when: 'atOnce' | 'climb'): number =>
      report.ranks.reduce((all, one) => all + one[when].after - one[when].before, 0);
    const net = (lines: readonly { added: number; removed: number }[]): number =>
      lines.reduce((all, one) => all + one.added - one.removed, 0);
    expect([gained('atOnce'), gained('climb')]).toEqual([net(report.alerts), net(report.climb)]);
    const heights = report.ranks.map(({ rank }) => rank ?? -1);
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
  });

  it('names the work that comes and goes', () => {
    const report = emptyReplayReport();
    addToReport(report, { before: 'suspected-major', after: 'major' }, announcements);
    expect(report.workload).toEqual({
      decisions: { before: 1, after: 0 },
      plans: { before: 0, after: 1 },
      interimMeasures: { before: 0, after: 1 },
      bureauVerifications: { before: 1, after: 1 },
    });
    expect(report.grades.major).toEqual({ before: 0, after: 1 });
  });
});
