import { type Duty } from '#hazards/zero-report/duty.js';
import { type Answer, type Answers } from '#hazards/zero-report/read-answers.js';
import { Problem } from '#platform/http/problem.js';

/** What the page sends. Answers stand under `a.` and the field's id. */
export interface PageForm {
  readonly version: string;
  readonly who: string;
  readonly agree?: string;
  readonly comments: string;
  readonly answers: Readonly<Record<string, string>>;
}

const KNOWN: ReadonlySet<string> = new Set(['version', 'who', 'agree', 'comments', 'action']);

/** The fields of a form as it arrived; refuses what the page never sends. */
export function readPageForm(body: unknown): PageForm {
  if (typeof body !== 'object' || body === null) throw Problem.malformed('The form is empty.');
  const fields = body as Record<string, string>;
  const strays = Object.keys(fields).filter((name) => !KNOWN.has(name) && !name.startsWith('a.'));
  if (strays.length > 0) throw Problem.malformed('The form holds fields that the page does not have.');
  const answers = Object.entries(fields).flatMap(([name, value]) =>
    name.startsWith('a.') ? [[name.slice(2), value] as const] : [],
  );
  return {
    version: fields['version'] ?? '',
    who: fields['who'] ?? '',
    agree: fields['agree'],
    comments: (fields['comments'] ?? '').replaceAll('\r\n', '\n').replaceAll('\u0000', ''),
    answers: Object.fromEntries(answers),
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
