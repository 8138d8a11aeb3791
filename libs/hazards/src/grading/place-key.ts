/** A place as a reporter types it; the spot inside a building plays no part in counting. */
export interface ReportedPlace {
  organisationCode: string;
  site: string;
  building?: string | null;
}

/**
 * The key under which the open hazards of one site or building are counted together (综合判定 counts per place).
 * Width, case, blanks and punctuation differ between two reporters of one building, so they do not count.
 */
export function placeKey(place: ReportedPlace): string {
  return [place.organisationCode, folded(place.site), folded(place.building ?? '')].join('/');
}

/** Words keep their order; what separates them does not matter. */
const folded = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{P}]+/gu, '')
    .replace(/號/gu, '号')
    .replace(/樓/gu, '楼');
