import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { decideMove } from '#hazards/lifecycle/decide-move.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { termObligation } from '#hazards/rectification/rectification-case.js';
import { type Precondition } from '#platform/http/etag.js';
import { Problem } from '#platform/http/problem.js';
import { type HazardWithNames } from '#store/hazards/hazard-view.js';
import { ZONE } from '#store/policies/zone.js';
import { ChangeHazard } from './change-hazard.js';
import { inSomeRole } from './in-some-role.js';
import { attemptOf } from './refusal-problem.js';

interface Department {
  readonly id: number;
  readonly code: string;
  readonly name: string;
}

/** 移交: what is not the school's to remove goes to the department whose remit it is (order 16 of 2007, article 6). */
@Injectable()
export class TransferHazard {
  constructor(private readonly changeHazard: ChangeHazard) {}

  run(
    id: string,
    { toOrganisationCode, reason }: { toOrganisationCode: string; reason: string },
    precondition: Precondition,
  ): Promise<HazardWithNames> {
    return this.changeHazard.run({ id, permission: 'transfer', precondition }, async (hazard, { people, manager }) => {
      const { decision, by } = inSomeRole(people, attemptOf(hazard, 'transfer'), ({ role }) =>
        decideMove(hazard, 'transfer', { stage: 'rectification', role }),
      );
      const department = await departmentOf(manager, hazard, toOrganisationCode);
      if (!department) throw noDepartment();
      return {
        outcome: 'transferred',
        set: {
          status: decision.to,
          transferredTo: department.id,
          sharedWith: [...new Set([...hazard.sharedWith, department.id])],
        },
        events: [
          { type: 'hazard.transferred', data: { to: department.code, toName: department.name, reason, role: by.role } },
        ],
        obligations: [
          { order: 'change', kind: termObligation(hazard.grade), change: { kind: 'pause', reason: 'transferred' } },
        ],
      };
    });
  }
}

async function departmentOf(
  manager: EntityManager,
  hazard: Readonly<Hazard>,
  code: string,
): Promise<Department | undefined> {
  const [found] = await manager.query<Department[]>(
    `select id, code, name from app.organisation
     where code = $1 and kind = 'linked-department' and district_id = $2
       and valid_from <= (app.now() at time zone $3)::date and (valid_to is null or valid_to > (app.now() at time zone $3)::date)`,
    [code, hazard.districtId, ZONE],
  );
  return found;
}

function noDepartment(): Problem {
  const message = 'must be the code of a linked department of the district';
  return Problem.unprocessable('No linked department of the district of the hazard has this code.', [
    { pointer: '/toOrganisationCode', message },
  ]);
}
