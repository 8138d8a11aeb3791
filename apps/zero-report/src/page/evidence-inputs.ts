import { escapeHtml } from '#hazards/notification/clean-text.js';
import {
  type AttachableKind,
  type Evidence,
  EVIDENCE_TYPES,
  LARGEST_EVIDENCE,
  MOST_EVIDENCE,
} from '#hazards/zero-report/evidence.js';

const ACCEPTED = EVIDENCE_TYPES.join(',');
const HINT = `PDF、JPG或PNG，单个不超过${LARGEST_EVIDENCE / 1024 / 1024}MB，一次合计不超过10MB，最多${MOST_EVIDENCE}个；文件多时请分次保存。`;

interface EvidenceModel {
  readonly evidenceKinds: readonly AttachableKind[];
  readonly evidence: readonly Evidence[];
  readonly maySign: boolean;
}

/** 佐证材料 on the page: what is attached already, and one file input for each kind that the duty asks for. */
export function evidenceInputs(model: EvidenceModel): string {
  const { evidenceKinds: kinds, evidence } = model;
  if (kinds.length === 0) return '';
  const inputs = kinds.map((kind) => inputOf(kind, model)).join('');
  const isFolded = evidence.length === 0 && !kinds.some(({ required }) => required);
  const inner = `<p class="hint">${HINT}</p>${inputs}`;
  return isFolded
    ? `<details><summary>附佐证材料（可不附）</summary>${inner}</details>`
    : `<fieldset><legend>佐证材料</legend>${inner}</fieldset>`;
}

function inputOf({ id, zh, required }: AttachableKind, { evidence, maySign }: EvidenceModel): string {
  const own = evidence.filter(({ kind }) => kind === id);
  // Who only fills in may leave it to the signer.
  const must = required && maySign && own.length === 0 ? ' required' : '';
  const there = own
    .map(
      (file) =>
        `<label class="check"><input type="checkbox" name="x.${file.id}" value="yes"><span>删除已附的${escapeHtml(file.name)}（${Math.ceil(file.bytes / 1024)}KB）</span></label>`,
    )
    .join('');
  return `<label for="e-${id}">${escapeHtml(zh)}${required ? '' : '<span class="hint">（可不附）</span>'}</label><input id="e-${id}" name="e.${id}" type="file" accept="${ACCEPTED}" multiple${must}>${there}`;
}
