import { type Bilingual } from '../directory/bilingual.js';
import { type Duty } from './duty.js';

/** 佐证材料: a kind of proof that a duty asks for. Without an id it must merely be at hand when somebody asks. */
export interface EvidenceKind extends Bilingual {
  /** Under which files are attached to a filing. */
  id?: string;
  /** Nothing is signed before a file of this kind is attached. */
  required?: boolean;
}

export type AttachableKind = EvidenceKind & { id: string };

/** An attached file as the filing names it; by its SHA-256 the signature covers its bytes too. */
export interface Evidence {
  id: string;
  kind: string;
  name: string;
  mediaType: EvidenceType;
  bytes: number;
  /** In hexadecimal. */
  sha256: string;
}

export const EVIDENCE_TYPES = ['application/pdf', 'image/jpeg', 'image/png'] as const;
export type EvidenceType = (typeof EVIDENCE_TYPES)[number];

/** Bytes of one file: a photograph of a phone, or some scanned pages. */
export const LARGEST_EVIDENCE = 5 * 1024 * 1024;
/** Files of one filing. */
export const MOST_EVIDENCE = 12;
const LONGEST_NAME = 120;

const BEGINNINGS: Readonly<Record<EvidenceType, readonly number[]>> = {
  'application/pdf': [0x25, 0x50, 0x44, 0x46, 0x2d],
  'image/jpeg': [0xff, 0xd8, 0xff],
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
};
const ENDINGS: Readonly<Record<EvidenceType, RegExp>> = {
  'application/pdf': /\.pdf$/i,
  'image/jpeg': /\.jpe?g$/i,
  'image/png': /\.png$/i,
};

/** The kinds under which files are attached. */
export const attachableKinds = ({ evidence }: Pick<Duty, 'evidence'>): AttachableKind[] =>
  evidence.filter((kind): kind is AttachableKind => kind.id !== undefined);

/** The required kinds of which nothing is attached yet. */
export const missingEvidence = (duty: Pick<Duty, 'evidence'>, attached: readonly Evidence[]): AttachableKind[] =>
  attachableKinds(duty).filter(({ id, required }) => required && !attached.some(({ kind }) => kind === id));

/** The files that a filing has: the draft's; else those that were signed before. */
export const evidenceSoFar = ({
  draft,
  content,
}: {
  draft: { evidence?: readonly Evidence[] } | null;
  content: { evidence?: readonly Evidence[] } | null;
}): readonly Evidence[] => draft?.evidence ?? content?.evidence ?? [];

export interface GivenFile {
  kind: string;
  name: string;
  content: Uint8Array;
  /** In hexadecimal. */
  sha256: string;
}

export type EvidenceRefusal = 'kind' | 'empty' | 'size' | 'type' | 'count';

export type EvidenceDecision =
  | { kind: 'attached'; name: string; mediaType: EvidenceType }
  | { kind: 'repeated' }
  | { kind: 'refused'; reason: EvidenceRefusal };

/**
 * 附佐证材料. What a file is, its first bytes say and not its name, which ends as such files do: what is opened by a double click must be
 * what was looked at here.
 */
export function decideEvidence(
  duty: Pick<Duty, 'evidence'>,
  attached: readonly Evidence[],
  file: GivenFile,
): EvidenceDecision {
  if (!attachableKinds(duty).some(({ id }) => id === file.kind)) return { kind: 'refused', reason: 'kind' };
  if (attached.some(({ kind, sha256 }) => kind === file.kind && sha256 === file.sha256)) return { kind: 'repeated' };
  if (file.content.length === 0) return { kind: 'refused', reason: 'empty' };
  if (file.content.length > LARGEST_EVIDENCE) return { kind: 'refused', reason: 'size' };
  const mediaType = EVIDENCE_TYPES.find((type) => BEGINNINGS[type].every((byte, i) => file.content[i] === byte));
  if (!mediaType) return { kind: 'refused', reason: 'type' };
  if (attached.length >= MOST_EVIDENCE) return { kind: 'refused', reason: 'count' };
  return { kind: 'attached', name: fileNameOf(file, mediaType), mediaType };
}

/** A name that can be stored, shown and saved under: no path, nothing invisible, the ending of its type. */
function fileNameOf({ kind, name }: GivenFile, type: EvidenceType): string {
  const visible = name
    .replaceAll(/[\p{C}\u2028\u2029]/gu, '')
    .split(/[/\\]/)
    .at(-1)
    ?.replaceAll(/[<>:"|?*]/g, '_')
    .trim();
  const ending = `.${type.split('/')[1]}`;
  const own = visible && !/^\.*$/.test(visible) ? visible : kind;
  const shown = ENDINGS[type].test(own) ? own : `${own}${ending}`;
  const characters = [...shown];
  if (characters.length <= LONGEST_NAME) return shown;
  return `${characters.slice(0, LONGEST_NAME - ending.length).join('')}${ending}`;
}
