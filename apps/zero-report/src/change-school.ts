import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { isSchoolKind } from '#hazards/directory/organisation-kind.js';
import { decideSchoolChange } from '#hazards/zero-report/school-change.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { Problem } from '#platform/http/problem.js';
import { acting } from '#store/requests/acting.js';
import { SchoolChanges } from '#store/zero-report/school-changes.js';
import { actingFor } from './acting-for.js';
import { type SchoolChangeDto } from './school-change.dto.js';

interface School {
  readonly id: number;
  readonly kind: string;
}

/** 停办、恢复、合并: the bureau records it, and what the school owes follows at once. */
@Injectable()
export class ChangeSchool {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly changes: SchoolChanges,
  ) {}

  run(code: string, { kind, from, until, into, reason }: SchoolChangeDto): Promise<{ id: string }> {
    return this.transactions.run(actingFor('zero-report.return').scope, async (manager) => {
      const school = await this.schoolWith(manager, code);
      if (!school) throw Problem.notFound('There is no school with this code.');
      const survivor = into === undefined ? undefined : await this.schoolWith(manager, into);
      if (into !== undefined && !survivor) throw refused('into', 'must be the code of a school among those you see');
      const decision = decideSchoolChange(
        { kind, school: code, from, until, into },
        await this.changes.of(manager, school.id),
        survivor ? await this.changes.of(manager, survivor.id) : [],
      );
      switch (decision.kind) {
        case 'refused':
          throw refused(decision.field, decision.message);
        case 'end':
          return { id: await this.changes.end(manager, school.id, decision.suspendedFrom, decision.until) };
        case 'record': {
          const more = { organisationId: school.id, intoId: survivor?.id ?? null, reason };
          const { personId } = acting().actor;
          return { id: await this.changes.record(manager, decision.change, { ...more, personId }) };
        }
      }
    });
  }

  /** Locked, so that two changes of one school are decided one after the other. */
  private async schoolWith(manager: EntityManager, code: string): Promise<School | undefined> {
    const [row]: School[] = await manager.query('select id, kind from app.organisation where code = $1 for update', [
      code,
    ]);
    return row && isSchoolKind(row.kind) ? row : undefined;
  }
}

const refused = (field: string, message: string): Problem =>
  Problem.unprocessable('The change cannot be recorded; see errors.', [{ pointer: `/${field}`, message }]);
