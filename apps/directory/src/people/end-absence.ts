import { Injectable } from '@nestjs/common';
import { type Actor } from '#platform/http/access.js';
import { Problem } from '#platform/http/problem.js';
import { AbsenceRepository } from '#store/directory/absence.repository.js';
import { absenceReach } from './absence-reach.js';

/** Somebody is back before the time. */
@Injectable()
export class EndAbsence {
  constructor(private readonly absences: AbsenceRepository) {}

  async run(actor: Actor, personId: string, id: string): Promise<void> {
    const isEnded = await this.absences.end(absenceReach(actor, personId), personId, id);
    if (!isEnded) throw Problem.notFound('No absence has this id.');
  }
}
