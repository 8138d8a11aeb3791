/** NIST SP 800-63B-4: at least 15 characters where the password is the only factor; no rules of composition, no expiry. */
export const SHORTEST_PASSWORD = 15;
export const LONGEST_PASSWORD = 128;

/** What popular passwords are made of; a password that is nothing but a chain of these is guessed first. */
const COMMON_PARTS = [
  ...[
    'password',
    'passwort',
    'passw0rd',
    'p@ssword',
    'p@ssw0rd',
    'pass',
    'word',
    'admin',
    'administrator',
    'root',
    'user',
    'test',
  ],
  ...[
    'welcome',
    'login',
    'letmein',
    'changeme',
    'secret',
    'default',
    'master',
    'hello',
    'system',
    'guest',
    'tocsin',
    'anquan',
  ],
  ...[
    'iloveyou',
    'monkey',
    'dragon',
    'sunshine',
    'princess',
    'football',
    'superman',
    'qwerty',
    'qwertyuiop',
    'asdfghjkl',
  ],
  ...[
    'asdf',
    'zxcvbnm',
    'zxcv',
    'qwer',
    'qaz',
    'wsx',
    'edc',
    '1q2w3e4r',
    '1q2w3e',
    '1qaz',
    '2wsx',
    '3edc',
    'abc',
    'abcdef',
  ],
  ...[
    'abcdefghijklmnopqrstuvwxyz',
    'woaini',
    'aini',
    'woaizhongguo',
    'zhongguo',
    'china',
    'beijing',
    'xuexiao',
    'jiaoyuju',
  ],
  ...[
    'laoshi',
    'xiaozhang',
    'xuesheng',
    'youeryuan',
    'xiaoxue',
    'zhongxue',
    'mima',
    'nihao',
    'wangyi',
    'taobao',
    'weixin',
  ],
  ...[
    '01234567890',
    '1234567890',
    '0987654321',
    '9876543210',
    '123456789',
    '12345678',
    '1234567',
    '123456',
    '12345',
    '1234',
  ],
  ...[
    '123',
    '321',
    '654321',
    '147258369',
    '147258',
    '159357',
    '520',
    '1314',
    '5201314',
    '666',
    '888',
    '168',
    '518',
    '110',
    '119',
  ],
  ...['correcthorsebatterystaple', 'thequickbrownfox', 'jumpsoverthelazydog'],
] as const;
const YEAR = /^(19|20)\d\d/;
const FILLING = /^[\s!@#$%^&*()_+\-=.,;:?~]+/;

/** Why a password cannot be chosen, as the end of "must …"; undefined when it can. */
export function faultOfPassword(password: string, username: string): string | undefined {
  const length = [...password].length;
  if (length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD)
    return `must have ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters`;
  const plain = password.normalize('NFKC').toLowerCase();
  if (isMadeOf(plain, [username.normalize('NFKC').toLowerCase()])) return 'must not be made of the user name';
  if (isMadeOf(plain, [...COMMON_PARTS, username.toLowerCase()]) || isRepetition(plain) || isRun(plain))
    return 'must not be one of the passwords that are guessed first';
  return undefined;
}

/** True when the text is a chain of these parts, years and filling characters. */
function isMadeOf(text: string, parts: readonly string[]): boolean {
  const reachable = new Set([0]);
  for (let start = 0; start < text.length; start += 1) {
    if (!reachable.has(start)) continue;
    const rest = text.slice(start);
    for (const part of parts) if (part !== '' && rest.startsWith(part)) reachable.add(start + part.length);
    for (const pattern of [YEAR, FILLING]) reachable.add(start + (pattern.exec(rest)?.[0].length ?? 0));
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
