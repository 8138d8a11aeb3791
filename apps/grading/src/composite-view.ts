import { type CompositeCount } from '#hazards/grading/composite.js';
import { type CompositeView } from '#store/hazards/composite-case.repository.js';
import { isoAt } from '#store/hazards/iso-at.js';

/** A composite case as the outside sees it. */
export interface CompositeCaseView {
  readonly id: string;
  readonly organisationCode: string;
  readonly organisationName: string;
  readonly place: { readonly site: string; readonly building: string | null };
  readonly group: string;
  readonly status: string;
  readonly grade: string;
  readonly version: number;
  readonly rulePack: string;
  readonly elements: CompositeCount['counted'];
  readonly threshold: CompositeCount['threshold'];
  readonly raisedAt: string;
  readonly askedAt: string | null;
  readonly dissolvedAt: string | null;
  readonly story: readonly object[];
}

export function compositeViewOf(one: CompositeView): CompositeCaseView {
  return {
    id: one.id,
    organisationCode: one.organisationCode,
    organisationName: one.organisationName,
    place: { site: one.site, building: one.building },
    group: one.combinedGroup,
    status: one.status,
    grade: one.grade,
    version: one.version,
    rulePack: one.rulePack,
    elements: one.counted,
    threshold: one.threshold,
    raisedAt: isoAt(one.raisedAt),
    askedAt: one.askedAt && isoAt(one.askedAt),
    dissolvedAt: one.dissolvedAt && isoAt(one.dissolvedAt),
    story: one.story.map((step) => ({ ...step, at: isoAt(new Date(step.at)) })),
  };
}
