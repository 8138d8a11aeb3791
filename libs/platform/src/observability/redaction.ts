const SECRET_NAME =
  /^(authorization|cookie|set-?cookie|password|token|secret|phone|mobile|email|mail|api-?key|.*(password|token|secret))$/i;
const BEARER = /\bBearer\s+[\w.~+/-]+=*/gi;
const MAIL = /[^\s@<>"',;:=/]+@[^\s@<>"',;:/]+\.[^\s@<>"',;:/]+/g;
/** Mainland mobile numbers, with or without the country code. */
const PHONE = /(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/g;
/** User and password of a connection string. */
const CREDENTIALS = /:\/\/[^\s/@]+@/g;
const DEEPEST = 6;

export const REDACTED = '[redacted]';

/** Nearly all texts lack every sign of a secret; this one look spares them the four below. */
const SUSPECT = /[@]|bearer|1[3-9]/i;

/** A text without tokens, credentials, mail addresses and mobile numbers. */
export function redactText(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return text
    .replace(CREDENTIALS, `://${REDACTED}@`)
    .replace(BEARER, `Bearer ${REDACTED}`)
    .replace(MAIL, REDACTED)
    .replace(PHONE, REDACTED);
}

/** A copy of a log record in which fields named after secrets, and secrets inside of texts, are blotted out. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth >= DEEPEST) return '[deeper]';
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  if (value instanceof Error) return redactError(value, depth);
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, SECRET_NAME.test(name) ? REDACTED : redact(field, depth + 1)]),
  );
}

/** Only what helps to find the fault: drivers hang queries with their parameters on their errors. */
function redactError(error: Error, depth: number): object {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return {
    type: error.name,
    message: redactText(error.message),
    stack: redactText(error.stack ?? ''),
    ...(typeof code === 'string' && { code }),
    ...(cause !== undefined && { cause: redact(cause, depth + 1) }),
  };
}
