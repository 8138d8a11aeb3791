/** Control characters of ASCII and Latin-1 except line feed and tab; they can forge log lines, CSV cells and mail headers. */
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/;
/** Overrides and isolates of writing direction, which make a text look like another one. */
const BIDI_CONTROL = /[\u202A-\u202E\u2066-\u2069]/;

/** With the u flag a surrogate matches only when its other half is missing. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** What is wrong with a text; undefined when it can be stored, shown and logged as it is. */
export function faultOfText(text: string): string | undefined {
  // PostgreSQL refuses both NUL and half of a surrogate pair, so neither may come past this point.
  if (LONE_SURROGATE.test(text)) return 'it holds half of a surrogate pair';
  const control = CONTROL.exec(text)?.[0] ?? BIDI_CONTROL.exec(text)?.[0];
  return control === undefined ? undefined : `it holds the control character ${codePoint(control)}`;
}

/** What is wrong with a text that any JSON value or header may hold: NUL and halves of surrogate pairs. */
export function faultOfAnyText(text: string): string | undefined {
  if (LONE_SURROGATE.test(text)) return 'it holds half of a surrogate pair';
  return text.includes('\0') ? 'it holds the control character U+0000' : undefined;
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
