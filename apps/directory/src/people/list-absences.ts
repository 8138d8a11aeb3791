import { Injectable } from '@nestjs/common';
import { type Actor } from '#platform/http/access.js';
import { Problem } from '#platform/http/problem.js';
import { AbsenceRepository, type AbsenceView } from '#store/directory/absence.repository.js';
import { absenceReach } from './absence-reach.js';

@Injectable()
export class ListAbsences {
  constructor(private readonly absences: AbsenceRepository) {}

  /** Of one person, those that run now or later. Why somebody is away is not for every colleague. */
  async run(actor: Actor, personId: string): Promise<AbsenceView[]> {
    const found = await this.absences.of(absenceReach(actor, personId), personId);
    if (!found) throw Problem.notFound('No person has this id.');
    return found;
  }
}
