import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type CompositeCount, countComposite } from '#hazards/grading/composite.js';
import { type GradeDecision } from '#hazards/grading/decide-grade.js';
import {
  explainGrade,
  type GradeExplanation,
  type MarkedWord,
  type PersonDecisionRecord,
} from '#hazards/grading/explain-grade.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { CompositeCases } from '#store/hazards/composite-case.repository.js';
import { PlaceReader } from '#store/hazards/place-reader.js';
import { RulePackLibrary } from '#store/policies/rule-pack-library.js';
import { elementsOf } from './judge-hazard.js';

/** What is open at the hazard's place at present, beside what was when it was graded. */
export interface PlaceNow {
  readonly counts: readonly CompositeCount[];
  readonly cases: readonly {
    readonly id: string;
    readonly group: string;
    readonly status: string;
    readonly grade: string;
    readonly version: number;
  }[];
}

export type HazardGradeExplanation = GradeExplanation & {
  suspected: boolean;
  /** What the bureau is asked to decide; absent when nothing is asked. */
  question?: string;
  place: PlaceNow;
  recordedInterimMeasures: Hazard['interimMeasures'];
};

/** Why a hazard has its grade, by the very rules that gave it. */
@Injectable()
export class ExplainHazardGrade {
  constructor(
    private readonly packs: RulePackLibrary,
    private readonly places: PlaceReader,
    private readonly cases: CompositeCases,
  ) {}

  /** Undefined while the hazard is not graded. */
  async run(manager: EntityManager, hazard: Hazard): Promise<HazardGradeExplanation | undefined> {
    const stored = hazard.gradeExplanation;
    if (!stored || !hazard.grade) return undefined;
    const decision = stored['decision'] as GradeDecision;
    const decidedAt = new Date(decision.decidedAt);
    const rules = await this.packs.current(manager);
    const explanation = explainGrade(
      { ...decision, decidedAt },
      {
        markedWords: stored['marked'] as MarkedWord[],
        people: await this.peopleOf(manager, hazard),
        circumstances: { placeType: hazard.placeType, seenBefore: hazard.seenBefore },
      },
      rules.packOf(decision.rulePack, decidedAt),
    );
    return {
      ...explanation,
      suspected: hazard.grade === 'suspected-major',
      ...(stored['question'] !== undefined && { question: stored['question'] as string }),
      place: await this.placeNow(manager, hazard, rules.packOf(decision.rulePack, decidedAt)),
      recordedInterimMeasures: hazard.interimMeasures,
    };
  }

  private async placeNow(
    manager: EntityManager,
    hazard: Hazard,
    pack: ReturnType<Awaited<ReturnType<RulePackLibrary['current']>>['packOf']>,
  ): Promise<PlaceNow> {
    const open = elementsOf(await this.places.openAt(manager, [hazard]), pack);
    const counts = pack.combined.flatMap((group) => {
      const own = open.filter((one) => pack.rules[one.ruleId]?.group === group.id);
      return own.length > 0 ? [countComposite(own, group, [])] : [];
    });
    const cases = await this.cases.at(manager, [hazard]);
    return {
      counts,
      cases: cases.map(({ id, combinedGroup, status, grade, version }) => ({
        id,
        group: combinedGroup,
        status,
        grade,
        version,
      })),
    };
  }

  /** People stand in the explanation by name. */
  private async peopleOf(manager: EntityManager, hazard: Hazard): Promise<PersonDecisionRecord[]> {
    const records = (hazard.gradeExplanation?.['people'] ?? []) as PersonDecisionRecord[];
    const names: { id: string; name: string | null }[] = await manager.query(
      `select w.id, p.name from unnest($1::uuid[]) as w(id) left join app.person_name(w.id) p on true`,
      [[...new Set(records.map((one) => one.by))]],
    );
    return records.map((one) => ({
      ...one,
      by: names.find(({ id }) => id === one.by)?.name ?? one.by,
      at: new Date(one.at),
    }));
  }
}
