import { addDays, type CivilDate } from '#kernel/civil-date.js';
import { lastDayOf } from '#kernel/quarter.js';
import { WHOLE_WORLD } from '#platform/database/scope.js';
import { type WorkerTransactions } from '#platform/database/transactions.js';
import { hashOf } from './data/person-names.js';
import { DEMO_QUARTER } from './data/reports.js';
import { type DemoPeople } from './demo-people.js';

interface Filer {
  code: string;
  person_id: string;
}

/** Of a hundred schools so many never file, and so many only after they were chased. */
const SILENT = 5;
const LATE = 8;

/** 零报告 of the demo's quarter: most schools file in the last two weeks, some after the end, some not at all. */
export class FileQuarter {
  private filers?: Promise<Filer[]>;

  constructor(
    private readonly transactions: WorkerTransactions,
    private readonly people: DemoPeople,
  ) {}

  /** What is filed on one afternoon. */
  async act(today: CivilDate): Promise<void> {
    this.filers ??= this.findFilers();
    const due = (await this.filers).filter(({ code }) => dayOf(code) === today);
    for (let at = 0; at < due.length; at += 8)
      await Promise.all(due.slice(at, at + 8).map((filer) => this.file(filer)));
  }

  private async file({ code, person_id: personId }: Filer): Promise<void> {
    const path = `/v1/quarters/${DEMO_QUARTER}/zero-reports/${code}`;
    const form = await this.people.send(personId, 'GET', path);
    const draft = await this.people.send(
      personId,
      'PUT',
      path,
      {
        answers: { majorSources: 0, surveyedOn: addDays(lastDayOf(DEMO_QUARTER), -16) },
        comments: '本季度按要求组织排查，未发现重大危险源。',
      },
      form.etag ?? undefined,
    );
    await this.people.send(personId, 'POST', `${path}/signature`, undefined, draft.etag ?? undefined);
  }

  private findFilers(): Promise<Filer[]> {
    return this.transactions.run(WHOLE_WORLD, (manager) =>
      manager.query<Filer[]>(
        `select distinct on (o.code) o.code, t.person_id from app.organisation o
         join app.post t on t.organisation_id = o.id and t.role = 'principal' order by o.code, t.id`,
      ),
    );
  }
}

/** The afternoon on which a school files; undefined for the silent ones. */
function dayOf(code: string): CivilDate | undefined {
  const draw = hashOf(`zero report of ${code}`) % 100;
  if (draw < SILENT) return undefined;
  const last = lastDayOf(DEMO_QUARTER);
  return draw < SILENT + LATE ? addDays(last, 3 + (draw % 3)) : addDays(last, -(draw % 12));
}
