/** What is wrong with a submitted policy, and where: `path` is a JSON pointer (RFC 6901) into it. */
export interface PolicyError {
  path: string;
  message: string;
}

/** The fields of a JSON object; undefined for anything else. */
export function fieldsOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** Collects everything that is wrong at once, so that a person corrects a file in one round. */
export class PolicyErrors {
  readonly list: PolicyError[] = [];

  refuse(path: string, message: string): void {
    this.list.push({ path, message });
  }

  /** Refuses fields that nobody would read; a misspelt `repaet` must not be taken for a rule without repeats. */
  refuseUnknown(path: string, fields: Record<string, unknown>, known: readonly string[]): void {
    for (const name of Object.keys(fields)) {
      if (!known.includes(name)) this.refuse(`${path}/${escapePointer(name)}`, 'is not a known field');
    }
  }

  requireText(path: string, value: unknown): void {
    if (typeof value !== 'string' || !value.trim()) this.refuse(path, 'must be a text that is not empty');
  }

  requireOneOf(path: string, value: unknown, choices: readonly string[]): void {
    if (!choices.includes(value as string)) this.refuse(path, `must be one of ${choices.join(', ')}`);
  }

  requireBilingual(path: string, value: unknown, more: readonly string[] = []): void {
    const fields = fieldsOf(value);
    if (!fields) return this.refuse(path, 'must be an object with zh and en');
    this.refuseUnknown(path, fields, ['zh', 'en', ...more]);
    this.requireText(`${path}/zh`, fields.zh);
    this.requireText(`${path}/en`, fields.en);
  }

  requireLegalBasis(path: string, value: unknown): void {
    this.requireBilingual(path, value, ['textVerified']);
    const fields = fieldsOf(value);
    if (fields && typeof fields.textVerified !== 'boolean')
      this.refuse(`${path}/textVerified`, 'must be true or false');
  }
}
