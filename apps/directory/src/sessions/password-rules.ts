import { COMMON_PASSWORDS } from './common-passwords.js';

/** NIST SP 800-63B-4: at least 15 characters where the password is the only factor; no rules of composition, no expiry. */
export const SHORTEST_PASSWORD = 15;
export const LONGEST_PASSWORD = 128;

const LONGEST_PART = Math.max(...[...COMMON_PASSWORDS].map((part) => part.length));
/** Digits that mean something to whoever chose them: a year, the day of a birthday, a telephone number, an identity number. */
const YEAR = /^(?:19|20)\d\d/;
const BIRTHDAY = /^(?:(?:19|20)?\d\d)?(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/;
const PHONE = /^1[3-9]\d{9}/;
const IDENTITY = /^[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx]/;
const FILLING = /^[\s!@#$%^&*()_+\-=.,;:?~]+/;
/** Shorter user names are found in many an innocent phrase; they count only where nothing else but common parts is left. */
const SHORTEST_TELLING_USERNAME = 4;
const SHORTEST_TELLING_ORGANISATION = 3;

const plainOf = (text: string): string => text.normalize('NFKC').toLowerCase();
const withoutFilling = (text: string): string => text.replaceAll(/[\s!@#$%^&*()_+\-=.,;:?~]+/g, '');

/**
 * Why a password cannot be chosen, as the end of "must …"; undefined when it can. `organisations` are the names of those at which
 * the person holds posts: whoever guesses tries them early.
 */
export function faultOfPassword(
  password: string,
  username: string,
  organisations: readonly string[] = [],
): string | undefined {
  const length = [...password].length;
  if (length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD)
    return `must have ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters`;
  const plain = plainOf(password);
  const name = plainOf(username);
  if (isRepetition(plain) || isRun(plain) || isChain(plain))
    return 'must not be one of the passwords that are guessed first, or made of them';
  if ((name.length >= SHORTEST_TELLING_USERNAME && plain.includes(name)) || isChain(plain, name))
    return 'must not contain the user name';
  if (organisations.some((organisation) => isTold(plain, plainOf(organisation))))
    return 'must not contain the name of the organisation';
  return undefined;
}

/** Spaces and marks do not hide a name: "青槐区 第一小学" is found as well. */
function isTold(plain: string, organisation: string): boolean {
  const name = withoutFilling(organisation);
  return [...name].length >= SHORTEST_TELLING_ORGANISATION && withoutFilling(plain).includes(name);
}

/** True when the text is a chain of common passwords, dates and other telling digits, filling characters, and a name. */
function isChain(text: string, own = ''): boolean {
  const reachable = new Set([0]);
  for (let start = 0; start < text.length; start += 1) {
    if (!reachable.has(start)) continue;
    const rest = text.slice(start);
    for (let length = 1; length <= Math.min(rest.length, LONGEST_PART); length += 1)
      if (COMMON_PASSWORDS.has(rest.slice(0, length))) reachable.add(start + length);
    if (own !== '' && rest.startsWith(own)) reachable.add(start + own.length);
    for (const pattern of [YEAR, BIRTHDAY, PHONE, IDENTITY, FILLING])
      reachable.add(start + (pattern.exec(rest)?.[0].length ?? 0));
  }
  return reachable.has(text.length);
}

/** True for a unit of at most five characters over and over. */
function isRepetition(text: string): boolean {
  return /^(.{1,5}?)\1+.{0,4}$/su.test(text);
}

/** True when each character follows, or precedes, the one before in the alphabet or the row of digits. */
function isRun(text: string): boolean {
  const steps = new Set<number>();
  for (let i = 1; i < text.length; i += 1) steps.add(text.charCodeAt(i) - text.charCodeAt(i - 1));
  return steps.size === 1 && Math.abs([...steps][0] ?? 9) <= 1;
}
