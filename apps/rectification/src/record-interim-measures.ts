import { Injectable } from '@nestjs/common';
import { type InterimMeasure } from '#hazards/grading/interim-measure.js';
import { type Precondition } from '#platform/http/etag.js';
import { type HazardWithNames } from '#store/hazards/hazard-view.js';
import { ChangeHazard } from './change-hazard.js';
import { requireOpen } from './open-only.js';

export interface TakenMeasures {
  readonly measures: readonly InterimMeasure[];
  readonly note: string;
}

/** 临时管控: what keeps people safe until the hazard is gone (order 16 of 2007, article 16, wording unverified). */
@Injectable()
export class RecordInterimMeasures {
  constructor(private readonly changeHazard: ChangeHazard) {}

  run(id: string, { measures, note }: TakenMeasures, precondition: Precondition): Promise<HazardWithNames> {
    return this.changeHazard.run(
      { id, permission: 'hazard.rectify', precondition },
      (hazard, { people, personId, now }) => {
        requireOpen(hazard);
        const taken = { measures, note, at: now.toISOString(), by: personId };
        return {
          outcome: 'recorded',
          set: { interimMeasures: [...hazard.interimMeasures, taken] },
          events: [{ type: 'hazard.interim-measures-recorded', data: { measures, note, role: people[0]?.role } }],
          obligations: [{ order: 'change', kind: 'interim-measure', change: { kind: 'meet', asOf: now } }],
        };
      },
    );
  }
}
