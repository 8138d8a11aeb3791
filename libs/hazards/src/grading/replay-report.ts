import { type Role } from '../directory/role.js';
import { rankOf } from '../directory/rank.js';
import { type EscalationPolicy, type Party } from '../escalation/escalation-policy.js';
import { type ObligationKind } from '../escalation/obligation-kind.js';
import { type Grade } from './grade.js';

/** What a grade makes somebody owe from the start, as far as it differs from one grade to the next. */
const OWED: Record<Grade, readonly ObligationKind[]> = {
  general: ['rectify'],
  'suspected-major': ['rectify', 'decide-suspected-major'],
  major: ['rectify-major', 'interim-measure'],
};

/** Work that a grade brings, by its name in the report. */
const WORK: Record<Grade, readonly WorkKind[]> = {
  general: [],
  'suspected-major': ['decisions', 'bureauVerifications'],
  major: ['plans', 'interimMeasures', 'bureauVerifications'],
};
export const WORK_KINDS = ['decisions', 'plans', 'interimMeasures', 'bureauVerifications'] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

export interface Difference {
  before: number;
  after: number;
}

export interface AlertDifference {
  /** The post that is told, or the party of the case. */
  recipient: Role | Party;
  /** Height in the climb; null for a party, whose post differs from case to case. */
  rank: number | null;
  added: number;
  removed: number;
}

/** The sum of a replay: plain data that grows by the page and not by the hazard. */
export interface ReplayReport {
  hazards: number;
  changed: number;
  grades: Record<Grade, Difference>;
  /** `general→major`: how many. */
  moves: Record<string, number>;
  alerts: AlertDifference[];
  workload: Record<WorkKind, Difference>;
}

export function emptyReplayReport(): ReplayReport {
  const none = (): Difference => ({ before: 0, after: 0 });
  return {
    hazards: 0,
    changed: 0,
    grades: { general: none(), 'suspected-major': none(), major: none() },
    moves: {},
    alerts: [],
    workload: { decisions: none(), plans: none(), interimMeasures: none(), bureauVerifications: none() },
  };
}

/** Who is told at once of a hazard of each grade, under the escalation policies in force. */
export type Announcements = Record<Grade, readonly (Role | Party)[]>;

/**
 * Whom each grade tells as soon as it is set: the recipients of the steps at the start of what it makes somebody owe. What
 * climbs later depends on how long people would have taken, which no replay knows.
 */
export function announcementsOf(policies: readonly EscalationPolicy[]): Announcements {
  const toldOf = (grade: Grade): (Role | Party)[] =>
    policies
      .filter(({ kind }) => OWED[grade].includes(kind))
      .flatMap(({ steps }) => steps.filter((step) => step.at.anchor === 'start'))
      .flatMap(({ to }) => to.map((selector) => ('party' in selector ? selector.party : selector.role)));
  return { general: toldOf('general'), 'suspected-major': toldOf('suspected-major'), major: toldOf('major') };
}

/** Adds one replayed hazard to the sum. */
export function addToReport(
  report: ReplayReport,
  { before, after }: { before: Grade; after: Grade },
  announcements: Announcements,
): void {
  report.hazards += 1;
  report.grades[before].before += 1;
  report.grades[after].after += 1;
  for (const kind of WORK[before]) report.workload[kind].before += 1;
  for (const kind of WORK[after]) report.workload[kind].after += 1;
  if (before === after) return;
  report.changed += 1;
  const move = `${before}→${after}`;
  report.moves[move] = (report.moves[move] ?? 0) + 1;
  addAlerts(report, announcements[before], announcements[after]);
}

/** Alerts that both grades raise cancel out. */
function addAlerts(report: ReplayReport, before: readonly (Role | Party)[], after: readonly (Role | Party)[]): void {
  for (const recipient of new Set([...before, ...after])) {
    const times = (list: readonly (Role | Party)[]): number => list.filter((one) => one === recipient).length;
    const more = times(after) - times(before);
    if (more === 0) continue;
    const line = lineOf(report, recipient);
    if (more > 0) line.added += more;
    else line.removed -= more;
  }
}

function lineOf(report: ReplayReport, recipient: Role | Party): AlertDifference {
  const known = report.alerts.find((one) => one.recipient === recipient);
  if (known) return known;
  const line = { recipient, rank: rankOf(recipient as Role) ?? null, added: 0, removed: 0 };
  report.alerts.push(line);
  report.alerts.sort((a, b) => (a.rank ?? -1) - (b.rank ?? -1) || (a.recipient < b.recipient ? -1 : 1));
  return line;
}
