import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type EffectivePack } from '#hazards/grading/effective-pack.js';
import { type ReplayedGrade, type ReplayedHazard, SchoolReplay } from '#hazards/grading/replay.js';
import {
  addToReport,
  type AlertCounts,
  alertsOfChange,
  type Announcements,
  emptyReplayReport,
  type ReplayReport,
} from '#hazards/grading/replay-report.js';
import { type PackError } from '#hazards/grading/rule-pack.js';
import { scoreRating } from '#hazards/grading/scores/score-rating.js';
import { type JsonObject } from '#hazards/lifecycle/hazard.js';
import { type GradingJob, type PageDone } from '#store/hazards/grading-jobs.js';
import { isoAt } from '#store/hazards/iso-at.js';
import {
  type PastHazard,
  type PastSchool,
  type ReplayChange,
  ReplayReader,
  type Span,
} from '#store/hazards/replay-reader.js';
import { RulePackRepository } from '#store/policies/rule-pack.repository.js';
import { RulePackLibrary } from '#store/policies/rule-pack-library.js';
import { ZONE } from '#store/policies/zone.js';
import { SuggestRules } from '../suggest-rules.js';
import { type ComparedRules, ReplayRules } from './replay-rules.js';

/** What was asked for, as the job keeps it. */
export interface AskedReplay {
  readonly from: string;
  readonly to: string;
  readonly under: string;
  /** The day whose rules are compared. */
  readonly day: string;
  readonly packVersion: number;
}

/** `misfits`: overlays that would be left out beside the pack, because they would not fit. */
export type StoredReport = ReplayReport & { misfits: readonly PackError[] };

type Past = PastHazard & ReplayedHazard;

const HAZARDS_PER_PAGE = 2_000;
const READ_AT_ONCE = 500;
const SCHOOLS_AT_ONCE = 50;

/** One page of a replay: whole schools, until enough hazards were lived through. */
@Injectable()
export class ReplayPage {
  constructor(
    private readonly reader: ReplayReader,
    private readonly packs: RulePackLibrary,
    private readonly repository: RulePackRepository,
    private readonly rules: ReplayRules,
    private readonly suggestRules: SuggestRules,
  ) {}

  async run(manager: EntityManager, job: GradingJob): Promise<PageDone> {
    const asked = job.asked as unknown as AskedReplay;
    const span: Span = { from: new Date(asked.from), to: new Date(asked.to) };
    const draft = await this.repository.find(manager, job.rulePack);
    if (!draft || draft.version !== asked.packVersion)
      throw new Error('the draft was changed while it was replayed; replay it again');
    const rules = await this.rules.of(manager, draft, asked.day);
    const total = job.total ?? (await this.reader.count(manager, job.organisationId, span));
    const report: StoredReport = {
      ...emptyReplayReport(),
      misfits: [],
      ...(job.report as unknown as StoredReport | null),
    };

    const afterSchool = (job.place?.['afterSchool'] as number | undefined) ?? 0;
    const schools = await this.reader.schoolsUnder(manager, job.organisationId, afterSchool, SCHOOLS_AT_ONCE);
    const doneBefore = report.hazards;
    let last = afterSchool;
    let lived = 0;
    for (const school of schools) {
      if (report.hazards - doneBefore >= HAZARDS_PER_PAGE) break;
      await this.liveThrough(manager, job.id, school, span, rules, report);
      last = school.id;
      lived += 1;
    }
    const isLast = lived === schools.length && schools.length < SCHOOLS_AT_ONCE;
    return {
      place: { afterSchool: last },
      done: report.hazards,
      total,
      report: report as unknown as JsonObject,
      isLast,
    };
  }

  private async liveThrough(
    manager: EntityManager,
    jobId: string,
    school: PastSchool,
    span: Span,
    rules: ComparedRules,
    report: StoredReport,
  ): Promise<void> {
    noteMisfits(report, rules.after.misfitsFor(school.path, rules.moment));
    const before = rules.before.packFor(school.path, rules.moment);
    const after = rules.after.packFor(school.path, rules.moment);
    const replay = new SchoolReplay<Past>(before, after, ZONE);
    for (let last: PastHazard | undefined; ;) {
      const read = await this.reader.hazardsOf(manager, school.id, span, last, READ_AT_ONCE);
      const settled = read.flatMap((hazard) => replay.next(this.factsOf(hazard, school, [before, after])));
      const isEnd = read.length < READ_AT_ONCE;
      if (isEnd) settled.push(...replay.end());
      await this.settle(manager, jobId, school, settled, span, report, rules.announcements);
      if (isEnd) return;
      last = read.at(-1);
      // Requests of this process go between two pages.
      await breathe();
    }
  }

  /** Hazards from before the span were lived through for their places only. */
  private async settle(
    manager: EntityManager,
    jobId: string,
    school: PastSchool,
    settled: readonly ReplayedGrade<Past>[],
    span: Span,
    report: ReplayReport,
    announcements: Announcements,
  ): Promise<void> {
    const firstSeq = report.changed + 1;
    const inSpan = settled.filter(({ hazard }) => hazard.reportedAt >= span.from);
    for (const one of inSpan) addToReport(report, one, announcements);
    const changes = inSpan
      .filter((one) => one.before !== one.after)
      .map((one) => ({
        organisationId: school.id,
        change: { ...changeOf(one, school), ...alertsOfChange(one, announcements) },
      }));
    await this.reader.keep(manager, jobId, firstSeq, changes);
  }

  private factsOf(hazard: PastHazard, school: PastSchool, packs: readonly EffectivePack[]): Past {
    const rated = hazard.risk ? scoreRating(hazard.risk, this.packs.scoreTables) : undefined;
    return {
      ...hazard,
      suggested: hazard.observations.length > 0 ? [] : this.suggestRules.read(hazard, packs).suggested,
      place: {
        organisationKind: school.kind,
        boarding: school.boarding,
        placeType: hazard.placeType ?? undefined,
      },
      scores: rated?.ok ? rated.scores : [],
    };
  }
}

function noteMisfits(report: { misfits: readonly PackError[] }, found: readonly PackError[]): void {
  const known = new Set(report.misfits.map((one) => JSON.stringify(one)));
  const fresh = found.filter((one) => !known.has(JSON.stringify(one)));
  if (fresh.length > 0) report.misfits = [...report.misfits, ...fresh];
}

function changeOf(
  { hazard, before, after, groundsBefore, groundsAfter }: ReplayedGrade<Past>,
  school: PastSchool,
): Omit<ReplayChange, keyof AlertCounts> {
  return {
    hazardId: hazard.id,
    number: hazard.number,
    organisationCode: school.code,
    site: hazard.site,
    building: hazard.building,
    category: hazard.category,
    reportedAt: isoAt(hazard.reportedAt),
    actual: hazard.grade,
    from: before,
    to: after,
    groundsFrom: groundsBefore,
    groundsTo: groundsAfter,
  };
}
