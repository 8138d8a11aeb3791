import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { newId } from '#kernel/ids.js';
import { type Duty } from '#hazards/zero-report/duty.js';
import { type DutyOrder } from '#hazards/zero-report/open-periods.js';
import { fromRow } from '../row-mapping.js';
import { dutiesOfRelease } from './duty-files.js';

export interface StoredOrder extends DutyOrder {
  readonly id: string;
  readonly dutyId: string;
  readonly organisationId: number | null;
  readonly reason: string | null;
  readonly endedAt: Date | null;
}

export interface NewOrder {
  readonly dutyId: string;
  readonly organisationId: number;
  readonly from: string;
  readonly until: string | null;
  readonly reason: string | null;
  readonly personId: string;
}

const ORDER_COLUMNS = `o.id, o.duty_id, o.organisation_id, to_char(o.from_day, 'YYYY-MM-DD') as "from",
  to_char(o.until_day, 'YYYY-MM-DD') as until, o.reason, o.ordered_at, o.ended_at`;

/** 职责目录: the duties in force and the orders under which they are owed. Published versions never change. */
@Injectable()
export class DutyLibrary {
  private readonly known = new Map<string, Duty>();

  /** Stores the duties of this release, with a standing order for those that are owed everywhere. Changes none that is there. */
  async seed(manager: EntityManager): Promise<void> {
    for (const duty of dutiesOfRelease()) {
      await manager.query(
        `insert into app.duty (id, version, definition, published_at) values ($1, $2, $3, app.now()) on conflict do nothing`,
        [duty.id, duty.version, JSON.stringify(duty)],
      );
      if (!duty.standing) continue;
      await manager.query(
        `insert into app.duty_order (id, duty_id, ordered_at) values ($1, $2, app.now()) on conflict do nothing`,
        [newId(), duty.id],
      );
    }
  }

  /** The newest version of a duty that is visible; undefined when there is none. */
  async newest(manager: EntityManager, id: string): Promise<Duty | undefined> {
    const [row]: { version: string }[] = await manager.query(
      'select version from app.duty where id = $1 order by published_at desc, version desc limit 1',
      [id],
    );
    return row && this.versionOf(manager, id, row.version);
  }

  async versionOf(manager: EntityManager, id: string, version: string): Promise<Duty | undefined> {
    const key = `${id}@${version}`;
    const cached = this.known.get(key);
    if (cached) return cached;
    const [row]: { definition: Duty }[] = await manager.query(
      'select definition from app.duty where id = $1 and version = $2',
      [id, version],
    );
    if (row) this.known.set(key, row.definition);
    return row?.definition;
  }

  async list(manager: EntityManager): Promise<{ definition: Duty; organisationCode: string | null }[]> {
    return manager.query(
      `select d.definition, n.code as "organisationCode" from app.duty d left join app.organisation_name(d.organisation_id) n on true
       order by d.organisation_id nulls first, d.id, d.published_at`,
    );
  }

  async publish(manager: EntityManager, duty: Duty, organisationId: number, personId: string): Promise<void> {
    await manager.query(
      `insert into app.duty (id, version, organisation_id, definition, published_at, published_by)
       values ($1, $2, $3, $4, app.now(), $5)`,
      [duty.id, duty.version, organisationId, JSON.stringify(duty), personId],
    );
  }

  /** True when this id stands for a duty of somebody else, which a bureau cannot publish under. */
  async isTaken(manager: EntityManager, id: string, version: string, organisationId: number): Promise<boolean> {
    const rows: unknown[] = await manager.query(
      'select 1 from app.duty where id = $1 and (version = $2 or organisation_id is distinct from $3) limit 1',
      [id, version, organisationId],
    );
    return rows.length > 0;
  }

  async order(manager: EntityManager, order: NewOrder): Promise<string> {
    const id = newId();
    await manager.query(
      `insert into app.duty_order (id, duty_id, organisation_id, from_day, until_day, reason, ordered_at, ordered_by)
       values ($1, $2, $3, $4, $5, $6, app.now(), $7)`,
      [id, order.dutyId, order.organisationId, order.from, order.until, order.reason, order.personId],
    );
    return id;
  }

  /** The orders that run, oldest first. */
  async orders(manager: EntityManager): Promise<StoredOrder[]> {
    const rows: Record<string, unknown>[] = await manager.query(
      `select ${ORDER_COLUMNS} from app.duty_order o where o.ended_at is null order by o.ordered_at, o.id`,
    );
    return rows.map((row) => fromRow<StoredOrder>(row));
  }
}
