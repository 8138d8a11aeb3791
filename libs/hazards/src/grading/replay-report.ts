import { type Role } from '../directory/role.js';
import { rankOf } from '../directory/rank.js';
import { type EscalationPolicy, type EscalationStep, type Party } from '../escalation/escalation-policy.js';
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

/** Alerts that all hazards of the span bring to one height of the climb; null for the parties of the cases. */
export interface RankLoad {
  rank: number | null;
  atOnce: Difference;
  climb: Difference;
}

/** The sum of a replay: plain data that grows by the page and not by the hazard. */
export interface ReplayReport {
  hazards: number;
  changed: number;
  grades: Record<Grade, Difference>;
  /** `general→major`: how many. */
  moves: Record<string, number>;
  /** Told as soon as the grade is set. */
  alerts: AlertDifference[];
  /** Told at most: every later step of the policies once, as if nobody acted. Its repeats until acknowledged are not counted. */
  climb: AlertDifference[];
  /** Both, as numbers of alerts before and after, changed hazards or not. */
  ranks: RankLoad[];
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
    climb: [],
    ranks: [],
    workload: { decisions: none(), plans: none(), interimMeasures: none(), bureauVerifications: none() },
  };
}

type Recipient = Role | Party;

/** Whom a hazard of each grade reaches by the escalation policies in force: at once, and at most if nobody acts. */
export type Announcements = Record<
  Grade,
  { readonly atOnce: readonly Recipient[]; readonly climb: readonly Recipient[] }
>;

/**
 * Whom each grade tells as soon as it is set, the recipients of the steps at the start of what it makes somebody owe, and whom the
 * steps behind them reach. How far it would have climbed depends on how long people would have taken, which no replay
 * knows; so the climb is counted to its end, as an upper bound.
 */
export function announcementsOf(policies: readonly EscalationPolicy[]): Announcements {
  const toldOf = (grade: Grade) => {
    const steps = policies.filter(({ kind }) => OWED[grade].includes(kind)).flatMap((policy) => policy.steps);
    return {
      atOnce: steps.filter(({ at }) => at.anchor === 'start').flatMap(recipientsOf),
      climb: steps.filter(({ at }) => at.anchor !== 'start').flatMap(recipientsOf),
    };
  };
  return { general: toldOf('general'), 'suspected-major': toldOf('suspected-major'), major: toldOf('major') };
}

const recipientsOf = ({ to }: EscalationStep): Recipient[] =>
  to.map((selector) => ('party' in selector ? selector.party : selector.role));

/** How many alerts one change of grade adds and removes. What both grades raise cancels out. */
export interface AlertCounts {
  alertsAdded: number;
  alertsRemoved: number;
  climbAdded: number;
  climbRemoved: number;
}

export function alertsOfChange(
  { before, after }: { before: Grade; after: Grade },
  announcements: Announcements,
): AlertCounts {
  const [atOnce, climb] = (['atOnce', 'climb'] as const).map((when) =>
    differencesOf(announcements[before][when], announcements[after][when]),
  );
  const sum = (list: readonly { more: number }[] = [], sign: 1 | -1): number =>
    list.reduce((total, { more }) => total + Math.max(0, sign * more), 0);
  return {
    alertsAdded: sum(atOnce, 1),
    alertsRemoved: sum(atOnce, -1),
    climbAdded: sum(climb, 1),
    climbRemoved: sum(climb, -1),
  };
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
  addLoads(report, before, 'before', announcements);
  addLoads(report, after, 'after', announcements);
  if (before === after) return;
  report.changed += 1;
  const move = `${before}→${after}`;
  report.moves[move] = (report.moves[move] ?? 0) + 1;
  addAlerts(report.alerts, announcements[before].atOnce, announcements[after].atOnce);
  addAlerts(report.climb, announcements[before].climb, announcements[after].climb);
}

function addLoads(report: ReplayReport, grade: Grade, side: keyof Difference, announcements: Announcements): void {
  for (const when of ['atOnce', 'climb'] as const) {
    for (const recipient of announcements[grade][when]) loadOf(report, heightOf(recipient))[when][side] += 1;
  }
}

function loadOf(report: ReplayReport, rank: number | null): RankLoad {
  const known = report.ranks.find((one) => one.rank === rank);
  if (known) return known;
  const load = { rank, atOnce: { before: 0, after: 0 }, climb: { before: 0, after: 0 } };
  report.ranks.push(load);
  report.ranks.sort((a, b) => (a.rank ?? -1) - (b.rank ?? -1));
  return load;
}

const heightOf = (recipient: Recipient): number | null => rankOf(recipient as Role) ?? null;

function addAlerts(lines: AlertDifference[], before: readonly Recipient[], after: readonly Recipient[]): void {
  for (const { recipient, more } of differencesOf(before, after)) {
    const line = lineOf(lines, recipient);
    if (more > 0) line.added += more;
    else line.removed -= more;
  }
}

/** Alerts that both grades raise cancel out. */
function differencesOf(
  before: readonly Recipient[],
  after: readonly Recipient[],
): { recipient: Recipient; more: number }[] {
  const timesIn = (list: readonly Recipient[], recipient: Recipient): number =>
    list.filter((one) => one === recipient).length;
  return [...new Set([...before, ...after])]
    .map((recipient) => ({ recipient, more: timesIn(after, recipient) - timesIn(before, recipient) }))
    .filter(({ more }) => more !== 0);
}

function lineOf(lines: AlertDifference[], recipient: Recipient): AlertDifference {
  const known = lines.find((one) => one.recipient === recipient);
  if (known) return known;
  const line = { recipient, rank: heightOf(recipient), added: 0, removed: 0 };
  lines.push(line);
  lines.sort((a, b) => (a.rank ?? -1) - (b.rank ?? -1) || (a.recipient < b.recipient ? -1 : 1));
  return line;
}
