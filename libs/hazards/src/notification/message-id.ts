/** Every character outside letters, digits and hyphens, so that what is left is a dot-atom of RFC 5322. */
const UNSAFE = /[^A-Za-z0-9-]/gu;

/**
 * Message-ID of one alert by one channel. It depends on nothing else, so a repeated sending carries the same id and a
 * mail server can drop the second copy (RFC 5322, 3.6.4).
 */
export function messageIdFor(alertId: string, channel: string, domain: string): string {
  return idOf('alert', alertId, channel, domain);
}

/** Message-ID of a letter in which several alerts stand together; like that of one alert, and never the same as it. */
export function digestMessageIdFor(digestId: string, channel: string, domain: string): string {
  return idOf('digest', digestId, channel, domain);
}

function idOf(kind: string, id: string, channel: string, domain: string): string {
  const host = domain.toLowerCase().split('.').map(atom).join('.');
  return `<${kind}.${atom(id)}.${atom(channel)}@${host}>`;
}

/** Unsafe characters as '%' and their UTF-8 bytes, so that two ids never become one. */
function atom(text: string): string {
  return text.replace(UNSAFE, (character) =>
    [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  );
}
