/** A sentence for people, in both languages of the product. */
export interface Bilingual {
  zh: string;
  en: string;
}

/** The document that a rule rests on. Without `textVerified` the wording was not read in the original: cite no clause. */
export interface LegalBasis extends Bilingual {
  textVerified: boolean;
}
