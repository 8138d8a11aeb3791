import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { isPermitted, type Permission } from '#hazards/directory/permissions.js';
import { type Duty } from '#hazards/zero-report/duty.js';
import { validateDuty } from '#hazards/zero-report/validate-duty.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { Problem } from '#platform/http/problem.js';
import { acting, rolesAt } from '#store/requests/acting.js';
import { DutyLibrary } from '#store/zero-report/duty-library.js';
import { type OrderDto, type PublishDutyDto } from './duty.dto.js';
import { QuarterClock } from './quarter-clock.js';

/** 部署职责: a bureau adds a duty to the catalogue, or orders one of it for its own subtree. */
@Injectable()
export class OrderDuty {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly duties: DutyLibrary,
    private readonly clock: QuarterClock,
  ) {}

  /** Publishes a duty under a bureau; all that is wrong with it is answered with JSON pointers. */
  async publish({ organisationCode, duty: input }: PublishDutyDto): Promise<Duty> {
    const result = validateDuty(input);
    if (!result.ok)
      throw Problem.validation(result.errors.map(({ path, message }) => ({ pointer: `/duty${path}`, message })));
    const { duty } = result;
    const faults = [
      ...(duty.obligation === 'duty' ? [] : [{ pointer: '/duty/obligation', message: "must be 'duty'" }]),
      ...(duty.standing
        ? [{ pointer: '/duty/standing', message: 'must be false: a bureau orders its duty where it is owed' }]
        : []),
      ...(['none', 'ledger'].includes(duty.form.prefill)
        ? []
        : [{ pointer: '/duty/form/prefill', message: 'must be none or ledger' }]),
    ];
    if (faults.length > 0) throw Problem.validation(faults);
    await this.transactions.run(acting().scope, async (manager) => {
      const organisationId = await this.placeFor(manager, organisationCode, 'policy.publish');
      if (await this.duties.isTaken(manager, duty.id, duty.version, organisationId)) {
        throw Problem.conflict('This id and version are published already, or the id belongs to another organisation.');
      }
      await this.duties.publish(manager, duty, organisationId, acting().actor.personId);
    });
    this.clock.forget();
    return duty;
  }

  /** Orders a duty for a subtree and a time; it opens at once where its period has begun. */
  async order(dutyId: string, { organisationCode, from, until, reason }: OrderDto): Promise<{ id: string }> {
    if (until !== undefined && until < from)
      throw Problem.validation([{ pointer: '/until', message: 'must not be before `from`' }]);
    const id = await this.transactions.run(acting().scope, async (manager) => {
      const organisationId = await this.placeFor(manager, organisationCode, 'zero-report.return');
      const duty = await this.duties.newest(manager, dutyId);
      if (!duty) throw Problem.notFound('There is no such duty.');
      if (duty.standing) throw Problem.conflict('This duty is owed everywhere without an order.');
      return this.duties.order(manager, {
        dutyId,
        organisationId,
        from,
        until: until ?? null,
        reason: reason ?? null,
        personId: acting().actor.personId,
      });
    });
    this.clock.forget();
    return { id };
  }

  /** Ends an order: nothing more is opened under it; what is open stays owed. */
  async end(id: string): Promise<void> {
    await this.transactions.run(acting().scope, async (manager) => {
      const [row]: { code: string }[] = await manager.query(
        `select o.code from app.duty_order d join app.organisation o on o.id = d.organisation_id where d.id = $1`,
        [id],
      );
      if (!row) throw Problem.notFound();
      await this.placeFor(manager, row.code, 'zero-report.return');
      await manager.query('update app.duty_order set ended_at = coalesce(ended_at, app.now()) where id = $1', [id]);
    });
    this.clock.forget();
  }

  private async placeFor(manager: EntityManager, code: string, permission: Permission): Promise<number> {
    const [row]: { id: number; path: number[] }[] = await manager.query(
      'select id, path from app.organisation where code = $1',
      [code],
    );
    if (!row) throw Problem.notFound('There is no organisation with this code.');
    const roles = rolesAt(acting().actor, row.path);
    if (!isPermitted(roles, permission))
      throw Problem.forbidden(`None of your posts at this organisation or above it gives ${permission}.`);
    return row.id;
  }
}
