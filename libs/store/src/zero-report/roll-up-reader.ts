import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { endOfDay, startOfDay } from '#kernel/civil-date.js';
import { firstDayOf, type Quarter } from '#kernel/quarter.js';
import { type Tally, tallyOf } from '#hazards/zero-report/filing-standing.js';
import {
  type Corrections,
  NO_CORRECTIONS,
  NO_NUMBERS,
  type StatutoryNumbers,
  sumCorrections,
  sumNumbers,
} from '#hazards/zero-report/statutory-columns.js';
import { ZONE } from '../policies/zone.js';
import { correctionsBelow, notCarriedAfter } from './late-facts.js';
import { type ListedSchoolChange, schoolChangesIn } from './school-changes.js';
import { type StandingCount, standingCountColumns, tallyCountOf } from './standing-counts.js';
import { unitsInspectedBelow } from './units-inspected.js';
import { STATUTORY_SQL } from './statutory-sql.js';

export interface RollUpPlace {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly kind: string;
}

export interface RollUpRow extends RollUpPlace {
  readonly tally: Tally;
  readonly numbers: StatutoryNumbers;
  readonly corrections: Corrections;
  /** Schools that were suspended, or went over into another, in the time that is reported on. */
  readonly suspended: number;
  readonly merged: number;
  /** Who signed this place's own roll-up of the period, and when; null while nobody has. */
  readonly signed: { readonly by: string; readonly at: Date; readonly hash: string } | null;
}

export interface RollUpFigures {
  readonly of: RollUpPlace;
  readonly tally: Tally;
  readonly numbers: StatutoryNumbers;
  readonly corrections: Corrections;
  /** 停办、合并: which schools, since when, into which. */
  readonly schoolChanges: readonly ListedSchoolChange[];
  /** One row for each place directly below; a school has none. */
  readonly rows: readonly RollUpRow[];
  /** The numbers of the quarter alone: as the schools reported them, and as the ledger has them. */
  readonly quarter: { readonly reported: Reported; readonly ledger: Reported };
}

export interface Reported {
  readonly majorsNew: number;
  readonly generalsFound: number;
}

export interface RollUpSpan {
  /** The period of the zero reports: one quarter, or the four of a year. */
  readonly quarters: readonly string[];
  /** First day of the year, last day of the last quarter. */
  readonly firstDay: string;
  readonly lastDay: string;
  /** First day of the quarter that is reported on. */
  readonly quarterFirstDay: string;
  /** The duty and period under which this roll-up is signed. */
  readonly dutyId: string;
  readonly period: string;
}

type CountRow = StandingCount & { child: number | null };

type HazardRow = Omit<StatutoryNumbers, 'unitsInspected'> & { child: number | null };

/** 汇总: what a zone, a bureau or a department passes on, from the ledger and from what its schools filed. */
@Injectable()
export class RollUpReader {
  async place(manager: EntityManager, code: string): Promise<(RollUpPlace & { path: number[] }) | undefined> {
    const [row]: (RollUpPlace & { path: number[] })[] = await manager.query(
      'select id, code, name, kind, path from app.organisation where code = $1',
      [code],
    );
    return row;
  }

  async figures(
    manager: EntityManager,
    of: RollUpPlace & { path: number[] },
    span: RollUpSpan,
    now: Date,
  ): Promise<RollUpFigures> {
    const depth = of.path.length + 1;
    const [from, to] = [startOfDay(span.firstDay, ZONE), endOfDay(span.lastDay, ZONE)];
    const hazards: HazardRow[] = await manager.query(STATUTORY_SQL, [of.id, depth, from, to, span.quarters.at(-1)]);
    const counts = await this.counts(manager, of.id, depth, span.quarters, now);
    const inspected = await unitsInspectedBelow(manager, [of.id, depth, from, to, span.quarters.at(-1)]);
    const corrections = await correctionsBelow(manager, { id: of.id, depth, quarters: span.quarters });
    const days = { firstDay: firstDayOf(span.quarters[0] as Quarter), lastDay: span.lastDay };
    const changes = await schoolChangesIn(manager, [of.id], days, depth);
    const changed = (child: number | null, change: ListedSchoolChange['change']): number =>
      new Set(changes.filter((one) => one.child === child && one.change === change).map(({ code }) => code)).size;
    const children = await this.children(manager, of, span, [
      ...corrections.keys(),
      ...changes.map((row) => row.child),
      ...hazards.map((row) => row.child),
      ...counts.map((row) => row.child),
    ]);
    const numbersOf = (child: number | null): StatutoryNumbers => {
      const { child: _, ...rest } = hazards.find((row) => row.child === child) ?? { ...NO_NUMBERS, child };
      return { ...rest, unitsInspected: inspected.get(child) ?? 0 };
    };
    const tallyFor = (child: number | null): Tally =>
      tallyOf(counts.filter((row) => row.child === child).map(tallyCountOf));
    const all = [...new Set([...hazards, ...counts].map((row) => row.child)), ...inspected.keys()];
    return {
      of: { id: of.id, code: of.code, name: of.name, kind: of.kind },
      tally: tallyOf(counts.map(tallyCountOf)),
      numbers: sumNumbers([...new Set(all)].map(numbersOf)),
      corrections: sumCorrections([...corrections.values()]),
      schoolChanges: changes.map(({ child: _, ...change }) => change),
      rows: children.map((child) => ({
        ...child,
        tally: tallyFor(child.id),
        numbers: numbersOf(child.id),
        corrections: corrections.get(child.id) ?? NO_CORRECTIONS,
        suspended: changed(child.id, 'suspended'),
        merged: changed(child.id, 'merged'),
      })),
      quarter: await this.quarterAlone(manager, of.id, span, to),
    };
  }

  private counts(
    manager: EntityManager,
    id: number,
    depth: number,
    quarters: readonly string[],
    now: Date,
  ): Promise<CountRow[]> {
    return manager.query(
      `select path[$2] as child, ${standingCountColumns('$4')}
       from app.filing where duty_id = 'zero-report' and period = any ($3::text[]) and path @> array[$1::int]
       group by 1, 2, 3, 4, 5, 6`,
      [id, depth, quarters, now],
    );
  }

  private async children(
    manager: EntityManager,
    of: RollUpPlace,
    span: RollUpSpan,
    seen: readonly (number | null)[],
  ): Promise<(RollUpPlace & Pick<RollUpRow, 'signed'>)[]> {
    const rows: (RollUpPlace & { by: string | null; at: Date | null; hash: Buffer | null })[] = await manager.query(
      `select o.id, o.code, o.name, o.kind, p.name as by, f.filed_at as at, f.content_hash as hash
       from app.organisation o
       left join app.filing f on f.organisation_id = o.id and f.duty_id = $2 and f.period = $3 and f.state in ('filed', 'accepted')
       left join app.person_name(f.signed_by) p on true
       where o.parent_id = $1 and (o.id = any ($4::int[]) or f.id is not null) order by o.code`,
      [of.id, span.dutyId, span.period, [...new Set(seen.filter((child) => child !== null))]],
    );
    return rows.map(({ by, at, hash, ...place }) => ({
      ...place,
      signed: by && at && hash ? { by, at, hash: hash.toString('hex') } : null,
    }));
  }

  private async quarterAlone(
    manager: EntityManager,
    id: number,
    { quarters, quarterFirstDay }: RollUpSpan,
    to: Date,
  ): Promise<RollUpFigures['quarter']> {
    const [reported]: Reported[] = await manager.query(
      `select coalesce(sum((content->'answers'->>'majorsNew')::int), 0)::int as "majorsNew",
         coalesce(sum((content->'answers'->>'generalsFound')::int), 0)::int as "generalsFound"
       from app.filing where duty_id = 'zero-report' and period = $2 and path @> array[$1::int] and state in ('filed', 'accepted')`,
      [id, quarters.at(-1)],
    );
    const [ledger]: Reported[] = await manager.query(
      `select count(*) filter (where grade = 'major')::int as "majorsNew",
         count(*) filter (where grade is null or grade = 'general')::int as "generalsFound"
       from app.hazard h where path @> array[$1::int] and discovered_at >= $2 and discovered_at < $3 and status <> 'rejected'
         and ${notCarriedAfter('h', '$4')}`,
      [id, startOfDay(quarterFirstDay, ZONE), to, quarters.at(-1)],
    );
    const nothing = { majorsNew: 0, generalsFound: 0 };
    return { reported: reported ?? nothing, ledger: ledger ?? nothing };
  }
}
