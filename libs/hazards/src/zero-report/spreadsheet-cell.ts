/** What a spreadsheet would take for a formula, also behind blanks. */
const FORMULA = /^[\s\u00a0\ufeff]*[=+\-@\t\r＝＋－＠]/u;

/** A text that no spreadsheet runs: an apostrophe stands before anything that looks like the beginning of a formula. */
export const plainCell = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
