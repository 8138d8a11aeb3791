import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type EffectivePack } from '#hazards/grading/effective-pack.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { CompositeCases, type StoredComposite } from '#store/hazards/composite-case.repository.js';
import {
  type GradedSchool,
  type MetRule,
  type OpenAtPlace,
  type Place,
  PlaceReader,
} from '#store/hazards/place-reader.js';
import { RulePackLibrary } from '#store/policies/rule-pack-library.js';
import { type RulesInForce } from '#store/policies/rules-in-force.js';

/** All that a batch of hazards is judged by, read once and under the locks of their places. */
export interface Surroundings {
  readonly rules: RulesInForce;
  readonly schools: ReadonlyMap<number, GradedSchool>;
  readonly open: readonly OpenAtPlace[];
  readonly cases: readonly StoredComposite[];
  /** Where rules that repetition makes graver were met before. */
  readonly met: readonly MetRule[];
}

export const isAt = (one: Place, { organisationId, placeKey }: Place): boolean =>
  one.organisationId === organisationId && one.placeKey === placeKey;

/** The rules in force where a school stands. */
export function packAt({ rules, schools }: Surroundings, organisationId: number, now: Date): EffectivePack {
  return rules.packFor(schools.get(organisationId)?.path ?? [], now);
}

@Injectable()
export class ReadSurroundings {
  constructor(
    private readonly places: PlaceReader,
    private readonly cases: CompositeCases,
    private readonly packs: RulePackLibrary,
  ) {}

  /** Locks the places of these hazards and reads what stands there. */
  async of(
    manager: EntityManager,
    around: readonly Pick<Hazard, 'organisationId' | 'placeKey'>[],
  ): Promise<Surroundings> {
    await this.places.lock(manager, around);
    const rules = await this.packs.current(manager);
    const ids = around.map((one) => one.organisationId);
    const schools = await this.places.schoolsOf(manager, ids);
    return {
      rules,
      schools,
      open: await this.places.openAt(manager, around),
      cases: await this.cases.at(manager, around),
      met: await this.places.metAt(manager, around, repeatable(rules, schools, await momentOf(manager))),
    };
  }

  /** The same places after their hazards have changed. */
  async again(manager: EntityManager, before: Surroundings, around: readonly Place[]): Promise<Surroundings> {
    return { ...before, open: await this.places.openAt(manager, around), cases: await this.cases.at(manager, around) };
  }
}

/** Rules of any of the schools that repetition within a term makes graver. */
function repeatable(rules: RulesInForce, schools: ReadonlyMap<number, GradedSchool>, now: Date): string[] {
  const packs = new Set([...schools.values()].map(({ path }) => rules.packFor(path, now)));
  const ids = [...packs].flatMap((pack) =>
    Object.values(pack.rules).flatMap((rule) => (rule.repeatClass ? [rule.id] : [])),
  );
  return [...new Set(ids)];
}

export async function momentOf(manager: EntityManager): Promise<Date> {
  const [row]: { now: Date }[] = await manager.query('select app.now() as now');
  if (!row) throw new Error('the database tells no time');
  return row.now;
}
