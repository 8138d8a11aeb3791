import { AdvanceClock } from '#apps/escalation/src/advance-clock.js';
import { addDays, atTime, type CivilDate } from '#kernel/civil-date.js';
import { firstDayOf, lastDayOf } from '#kernel/quarter.js';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { WorkerTransactions } from '#platform/database/transactions.js';
import { RehearsalClock } from '#store/clock/rehearsal-clock.js';
import { ZONE } from '#store/policies/zone.js';
import { type Standalone } from '../run-standalone.js';
import { DEMO_QUARTER, type DemoReport, demoReports } from './data/reports.js';
import { type DemoPeople } from './demo-people.js';
import { FileQuarter } from './file-quarter.js';
import { HazardActors } from './hazard-actors.js';

export interface Progress {
  begin(total: number): void;
  day(done: number, date: CivilDate, told: string): void;
  end(): void;
}

/** Lives through the demo's quarter, day by day: reports come in, people act or do not, and what falls due happens. */
export class LiveQuarter {
  private readonly clock: RehearsalClock;
  private readonly advance: AdvanceClock;
  private readonly actors: HazardActors;
  private readonly filings: FileQuarter;
  private readonly reporters = new Map<string, string>();

  constructor(
    private readonly standalone: Standalone,
    private readonly people: DemoPeople,
  ) {
    const { app } = standalone.http;
    this.clock = app.get(RehearsalClock, { strict: false });
    this.advance = app.get(AdvanceClock, { strict: false });
    const transactions = app.get(WorkerTransactions, { strict: false });
    this.actors = new HazardActors(transactions, people);
    this.filings = new FileQuarter(transactions, people);
  }

  /** The quarter, and a week more in which those who have not filed are chased. */
  async run(progress: Progress): Promise<void> {
    const reports = demoReports();
    const days = daysOf(firstDayOf(DEMO_QUARTER), addDays(lastDayOf(DEMO_QUARTER), 7));
    await this.findReporters(reports);
    progress.begin(days.length);
    let reported = 0;
    for (const [index, date] of days.entries()) {
      await this.until(date, '10:00');
      const today = reports.filter((report) => report.dayOfQuarter === index + 1);
      for (const hour of new Set(today.map((report) => report.hour))) {
        await this.report(today.filter((report) => report.hour === hour));
      }
      reported += today.length;
      await this.advance.settle();
      await this.until(date, '16:30');
      await this.actors.act(date);
      await this.filings.act(date);
      await this.advance.settle();
      progress.day(index + 1, date, `${reported} 条上报`);
    }
    progress.end();
  }

  private async report(reports: readonly DemoReport[]): Promise<void> {
    await Promise.all(
      reports.map(async ({ schoolCode, place, category, description, observations, outcome }) => {
        const { body } = await this.people.send<{ id: string }>(
          this.reporters.get(schoolCode) ?? '',
          'POST',
          '/v1/hazards',
          {
            organisationCode: schoolCode,
            place,
            category,
            description,
            observations,
          },
        );
        this.actors.expect(body.id, outcome);
      }),
    );
  }

  private async until(date: CivilDate, time: string): Promise<void> {
    const length = atTime(date, time, ZONE).getTime() - (await this.clock.now()).getTime();
    if (length > 0) await this.advance.run(length);
  }

  private async findReporters(reports: readonly DemoReport[]): Promise<void> {
    const codes = [...new Set(reports.map((report) => report.schoolCode))];
    const rows = await this.standalone.http.app.get(WorkerTransactions, { strict: false }).run(WHOLE_WORLD, (manager) =>
      manager.query<{ code: string; person_id: string }[]>(
        `select distinct on (o.code) o.code, t.person_id from app.organisation o join app.post t on t.organisation_id = o.id
           where o.code = any($1) order by o.code, t.role <> 'safety-officer', t.role <> 'vice-principal', t.role`,
        [codes],
      ),
    );
    for (const row of rows) this.reporters.set(row.code, row.person_id);
  }
}

function daysOf(first: CivilDate, last: CivilDate): CivilDate[] {
  const days = [];
  for (let date = first; date <= last; date = addDays(date, 1)) days.push(date);
  return days;
}
