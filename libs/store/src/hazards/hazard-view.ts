import { type Hazard, type JsonObject } from '#hazards/lifecycle/hazard.js';
import { isoAt } from './iso-at.js';

export interface PersonRef {
  readonly id: string;
  readonly name: string;
  readonly role: string | null;
}

/** A hazard as the outside sees it. Times carry the offset of the country's zone. */
export interface HazardView {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly version: number;
  readonly organisationCode: string;
  readonly organisationName: string;
  readonly place: { readonly site: string; readonly building: string | null; readonly spot: string | null };
  readonly category: string;
  readonly description: string;
  readonly observations: readonly string[];
  readonly placeType: string | null;
  readonly source: string;
  readonly discoveredAt: string;
  readonly reportedAt: string;
  readonly grade: {
    readonly value: string;
    readonly suspected: boolean;
    readonly rulePack: string | null;
    readonly ruleIds: readonly string[];
  } | null;
  readonly owner: PersonRef | null;
  readonly monitor: PersonRef | null;
  readonly priority: string | null;
  readonly dueAt: string | null;
  readonly dueVersion: number;
  readonly dueProvisional: boolean;
  readonly overdue: boolean;
  readonly closedAt: string | null;
  readonly reopenCount: number;
  /** Absent for a hazard that no government has listed. */
  readonly supervision?: SupervisionView;
}

export interface SupervisionView {
  readonly level: string;
  readonly documentNumber: string;
  readonly listedAt: string;
  readonly termDays: number;
  /** Absent while it is on the list. */
  readonly delisted?: { readonly documentNumber: string; readonly delistedAt: string };
}

export interface HazardWithNames extends Hazard {
  readonly organisationCode: string;
  readonly organisationName: string;
  readonly ownerName: string | null;
  readonly monitorName: string | null;
  readonly overdue: boolean;
}

export function viewOf(hazard: HazardWithNames): HazardView {
  return {
    id: hazard.id,
    number: hazard.number,
    status: hazard.status,
    version: hazard.version,
    organisationCode: hazard.organisationCode,
    organisationName: hazard.organisationName,
    place: { site: hazard.site, building: hazard.building, spot: hazard.spot },
    category: hazard.category,
    description: hazard.description,
    observations: hazard.observations,
    placeType: hazard.placeType,
    source: hazard.source,
    discoveredAt: isoAt(hazard.discoveredAt),
    reportedAt: isoAt(hazard.reportedAt),
    grade: hazard.grade && {
      value: hazard.grade,
      suspected: hazard.grade === 'suspected-major',
      rulePack: hazard.rulePack,
      ruleIds: hazard.ruleIds,
    },
    owner: personOf(hazard.ownerId, hazard.ownerName, hazard.ownerRole),
    monitor: personOf(hazard.monitorId, hazard.monitorName, hazard.monitorRole),
    priority: hazard.priority,
    dueAt: hazard.dueAt && isoAt(hazard.dueAt),
    dueVersion: hazard.dueVersion,
    dueProvisional: hazard.dueProvisional,
    overdue: hazard.overdue,
    closedAt: hazard.closedAt && isoAt(hazard.closedAt),
    reopenCount: hazard.reopenCount,
    ...(hazard.supervision && { supervision: supervisionOf(hazard.supervision) }),
  };
}

interface StoredSupervision extends SupervisionView {
  readonly delisting?: { readonly documentNumber: string; readonly delistedAt: string };
}

function supervisionOf(stored: JsonObject): SupervisionView {
  const { level, documentNumber, listedAt, termDays, delisting } = stored as unknown as StoredSupervision;
  const delisted = delisting && {
    documentNumber: delisting.documentNumber,
    delistedAt: isoAt(new Date(delisting.delistedAt)),
  };
  return { level, documentNumber, listedAt: isoAt(new Date(listedAt)), termDays, ...(delisted && { delisted }) };
}

const personOf = (id: string | null, name: string | null, role: string | null): PersonRef | null =>
  id === null ? null : { id, name: name ?? '', role };
