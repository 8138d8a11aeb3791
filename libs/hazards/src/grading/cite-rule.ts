import { type Bilingual } from '../directory/bilingual.js';
import { type LegalDocument, type RuleBasis } from './rule-pack.js';

export interface PrintedCitation extends Bilingual {
  textVerified: boolean;
  /** True only when the wording was read in an official copy: then, and only then, the clause is printed. */
  official: boolean;
  url?: string;
}

/**
 * The citation as people may read it. A clause number stands only where the wording was read in an official copy; a
 * secondary copy is called one, and an unread text says so.
 */
export function citeRule(basis: RuleBasis, documents: Readonly<Record<string, LegalDocument>>): PrintedCitation {
  const { citation, textVerified, source } = basis;
  const document = citation && documents[citation.document];
  const official = textVerified && source === 'official' && document !== undefined;
  if (!citation || !document) {
    return { zh: '无成文依据，按管理实践', en: 'no written basis; practice', textVerified, official };
  }
  const name = `《${document.title}》${document.number ? `（${document.number}）` : ''}`;
  const clause = official ? (citation.article ?? '') : '';
  const caveat = caveatOf(textVerified, official);
  return {
    zh: `${name}${clause}${caveat.zh}`,
    en: `${name}${clause}${caveat.en}`,
    textVerified,
    official,
    url: document.url,
  };
}

function caveatOf(textVerified: boolean, official: boolean): Bilingual {
  if (official) return { zh: '', en: '' };
  if (textVerified) return { zh: '（据转载文本，未与正式文本核对）', en: ' (from a secondary copy)' };
  return { zh: '（原文未核对）', en: ' (wording unverified)' };
}
