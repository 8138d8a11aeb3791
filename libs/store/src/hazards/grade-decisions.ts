import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type PersonGradeDecision } from '#hazards/grading/decide-grade-by-person.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';

export type MadeDecision = Exclude<PersonGradeDecision, { kind: 'refused' }>;

/** What people made of the grades that one rule led to. */
export interface RuleOverrides {
  readonly ruleId: string;
  readonly confirmed: number;
  readonly rejected: number;
  /** Raised by a person although the rules said less. */
  readonly raised: number;
  readonly lowered: number;
  /** The latest ones that went against the rule. */
  readonly cases: readonly {
    readonly hazardId: string;
    readonly number: string;
    readonly at: string;
    readonly from: string;
    readonly to: string;
    readonly reason: string;
  }[];
}

const CASES_SHOWN = 20;

/** 人工认定 by rule: a rule that people reject again and again is a bad rule. */
@Injectable()
export class GradeDecisions {
  /** Notes a decision under each rule that stood for the grade, or under each matched one when none did. */
  async note(
    manager: EntityManager,
    hazard: Readonly<Hazard>,
    decision: MadeDecision,
    by: string,
    at: Date,
  ): Promise<void> {
    const graded = hazard.gradeExplanation?.['decision'] as { grounds?: string[] } | undefined;
    const grounds = (graded?.grounds ?? [])
      .filter((ground) => ground.startsWith('rule:'))
      .map((ground) => ground.slice(5));
    const ruleIds = grounds.length > 0 ? grounds : hazard.ruleIds;
    if (ruleIds.length === 0 || !hazard.rulePack) return;
    await manager.query(
      `insert into app.grade_decision (hazard_id, at, rule_id, rule_packs, organisation_id, kind, from_grade, to_grade, reason, decided_by)
       select $1, $2, r, $3, $4, $5, $6, $7, $8, $9 from unnest($10::text[]) r on conflict do nothing`,
      [
        hazard.id,
        at,
        hazard.rulePack.split('+'),
        hazard.organisationId,
        decision.kind,
        decision.from,
        decision.to,
        decision.reason,
        by,
        ruleIds,
      ],
    );
  }

  /** The decisions on grades that a pack took part in, by rule; the most contested first. */
  async overridesOf(manager: EntityManager, packId: string): Promise<RuleOverrides[]> {
    return manager.query(
      `with decided as (
         select d.*, h.number, d.kind = 'rejected' or d.kind = 'overridden' as against,
           d.kind = 'overridden' and d.to_grade = 'major' as up,
           row_number() over (partition by d.rule_id order by d.kind = 'confirmed', d.at desc) as nth
         from app.grade_decision d join app.hazard h on h.id = d.hazard_id where d.rule_packs @> array[$1::text]
       )
       select rule_id as "ruleId",
         count(*) filter (where kind = 'confirmed')::int as confirmed,
         count(*) filter (where kind = 'rejected')::int as rejected,
         count(*) filter (where up)::int as raised,
         count(*) filter (where kind = 'overridden' and not up)::int as lowered,
         coalesce(jsonb_agg(jsonb_build_object('hazardId', hazard_id, 'number', number, 'at', at, 'from', from_grade,
           'to', to_grade, 'reason', reason) order by at desc) filter (where against and nth <= $2), '[]') as cases
       from decided group by rule_id
       order by count(*) filter (where against) desc, rule_id`,
      [packId, CASES_SHOWN],
    );
  }
}
