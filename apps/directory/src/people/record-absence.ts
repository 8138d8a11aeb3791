import { Injectable } from '@nestjs/common';
import { type Actor } from '#platform/http/access.js';
import { Problem } from '#platform/http/problem.js';
import { AbsenceRepository, type AbsenceView } from '#store/directory/absence.repository.js';
import { periodOf } from '../access/period.js';
import { absenceReach } from './absence-reach.js';

@Injectable()
export class RecordAbsence {
  constructor(private readonly absences: AbsenceRepository) {}

  async run(
    actor: Actor,
    personId: string,
    request: { from: string; to: string; reason: string },
  ): Promise<AbsenceView> {
    const absence = { personId, reason: request.reason, ...periodOf(request) };
    const recorded = await this.absences.record(absenceReach(actor, personId), absence);
    if (!recorded) throw Problem.notFound('No person has this id.');
    return recorded;
  }
}
