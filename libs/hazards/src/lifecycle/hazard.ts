import { type Priority } from '../deadlines/priority.js';
import { type Role } from '../directory/role.js';
import { type ClaimedExclusion } from '../grading/apply-exclusions.js';
import { type Category } from '../grading/category.js';
import { type Grade } from '../grading/grade.js';
import { type InterimMeasure } from '../grading/interim-measure.js';
import { type PlaceType } from '../grading/place-type.js';
import { type RiskRating } from '../grading/scores/score-rating.js';
import { type Status } from './status.js';

/** A JSON object as it is stored and explained. */
export type JsonObject = { readonly [key: string]: unknown };

/** 隐患: a defect at a place of a school, from the report to the striking-off. One row, one version, one history. */
export interface Hazard {
  id: string;
  /** 隐患编号: district code, school code, year and a sequence without gaps. */
  number: string;
  organisationId: number;
  districtId: number | null;
  /** Offices outside of the school's own line that were told of it, or took it over. */
  sharedWith: number[];
  status: Status;
  version: number;
  site: string;
  building: string | null;
  spot: string | null;
  placeKey: string;
  category: Category;
  description: string;
  /** Ids of the rules that the reporter ticked. */
  observations: string[];
  /** The cause lies outside of what the school can remove. */
  externalCause: boolean;
  /** 风险评分 as the reporter rated it: LEC, 5×5 LS, or both. */
  risk: RiskRating | null;
  /** 场所类型 as reported; null excludes no rule. */
  placeType: PlaceType | null;
  /** 不应判定为重大的情形, each as stated by whoever reported; only the bureau establishes one. */
  claimedExclusions: ClaimedExclusion[];
  /** The same was found at the place earlier in the term, outside of this record. */
  seenBefore: boolean;
  source: string;
  discoveredAt: Date;
  reportedAt: Date;
  reportedBy: string | null;
  grade: Grade | null;
  rulePack: string | null;
  ruleIds: string[];
  defaultPriority: Priority | null;
  gradeExplanation: JsonObject | null;
  ownerId: string | null;
  ownerRole: Role | null;
  monitorId: string | null;
  monitorRole: Role | null;
  assignmentExplanation: JsonObject | null;
  priority: Priority | null;
  /** From when the term runs. */
  termStart: Date | null;
  /** The first instant that is too late. */
  dueAt: Date | null;
  dueVersion: number;
  dueProvisional: boolean;
  deadlineExplanation: JsonObject | null;
  extensions: number;
  extensionPending: JsonObject | null;
  submittedBy: string | null;
  submittedAt: Date | null;
  verifiedBy: string | null;
  /** 治理效果评估 that the present application for review encloses; null for general hazards. */
  assessment: JsonObject | null;
  /** What the matched rules ask for until the hazard is gone. */
  requiredInterimMeasures: InterimMeasure[];
  interimMeasures: JsonObject[];
  closedAt: Date | null;
  /** Who struck it off; null when nobody did, or before this was kept. */
  closedBy: string | null;
  reopenCount: number;
  /** 移交: the linked department that has it at present. */
  transferredTo: number | null;
  /** 挂牌督办: the latest listing, as it was recorded. */
  supervision: JsonObject | null;
}
