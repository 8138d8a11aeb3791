import { type Duty } from '#hazards/zero-report/duty.js';
import { type Answer, type Answers } from '#hazards/zero-report/read-answers.js';
import { type FormFile } from '#platform/http/form-with-files.js';
import { Problem } from '#platform/http/problem.js';

/** What the page sends. Answers stand under `a.` and the field's id, files under `e.` and their kind, files to be taken away under `x.`. */
export interface PageForm {
  readonly version: string;
  readonly who: string;
  readonly agree?: string;
  readonly comments: string;
  readonly answers: Readonly<Record<string, string>>;
  /** True when he only wants to keep what he has so far, though he might sign. */
  readonly savesOnly: boolean;
  readonly files: readonly { readonly kind: string; readonly name: string; readonly content: Buffer }[];
  /** Ids of attached files. */
  readonly takenAway: readonly string[];
}

const KNOWN: ReadonlySet<string> = new Set(['version', 'who', 'agree', 'comments', 'action']);

/** The fields of a form as it arrived; refuses what the page never sends. */
export function readPageForm(body: unknown, files: readonly FormFile[] = []): PageForm {
  if (typeof body !== 'object' || body === null) throw Problem.malformed('The form is empty.');
  const fields = body as Record<string, string>;
  const strays = Object.keys(fields).filter((name) => !KNOWN.has(name) && !/^[aex]\./.test(name));
  if (strays.length > 0 || files.some(({ field }) => !field.startsWith('e.')))
    throw Problem.malformed('The form holds fields that the page does not have.');
  const answers = Object.entries(fields).flatMap(([name, value]) =>
    name.startsWith('a.') ? [[name.slice(2), value] as const] : [],
  );
  return {
    version: fields['version'] ?? '',
    who: fields['who'] ?? '',
    agree: fields['agree'],
    comments: (fields['comments'] ?? '').replaceAll('\r\n', '\n').replaceAll('\u0000', ''),
    answers: Object.fromEntries(answers),
    savesOnly: fields['action'] === 'draft',
    files: files.map(({ field, name, content }) => ({ kind: field.slice(2), name, content })),
    takenAway: Object.keys(fields).flatMap((name) => (name.startsWith('x.') ? [name.slice(2)] : [])),
  };
}

/** The answers in the kinds that the fields have; an empty field is no answer, an unchecked box says no. */
export function answersOfForm(duty: Duty, form: PageForm): Answers {
  const answers: Record<string, Answer> = {};
  for (const { id, kind } of duty.form.fields) {
    const text = form.answers[id]?.trim() ?? '';
    if (kind === 'yes-no') answers[id] = text === 'true';
    else if (text !== '')
      answers[id] = kind === 'count' || kind === 'yuan' ? Number(text) : text.replaceAll('\u0000', '');
  }
  return answers;
}
