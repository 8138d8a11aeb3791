/** `未(安装|装)烟感?` → 未安装烟感, 未安装烟, 未装烟感, 未装烟. Groups nest; ? makes the glyph or group before it optional. */
export function expandPhrase(phrase: string): string[] {
  return partsOfPhrase(phrase).reduce(
    (heads, branches) => heads.flatMap((head) => branches.map((branch) => head + branch)),
    [''],
  );
}

/** The glyphs and groups of a phrase one after the other, each in the spellings that it may take. */
export function partsOfPhrase(phrase: string): string[][] {
  const parts: string[][] = [];
  for (let at = 0; at < phrase.length;) {
    const part = partAt(phrase, at);
    parts.push(part.branches);
    at = part.end;
  }
  return parts;
}

function partAt(phrase: string, at: number): { branches: string[]; end: number } {
  const isGroup = phrase.charAt(at) === '(';
  const close = isGroup ? closingOf(phrase, at) : at;
  const branches = isGroup ? branchesOf(phrase.slice(at + 1, close)).flatMap(expandPhrase) : [phrase.charAt(at)];
  const isOptional = phrase.charAt(close + 1) === '?';
  return { branches: isOptional ? [...branches, ''] : branches, end: close + (isOptional ? 2 : 1) };
}

function closingOf(phrase: string, open: number): number {
  let depth = 0;
  for (let i = open; i < phrase.length; i++) {
    if (phrase[i] === '(') depth++;
    else if (phrase[i] === ')' && --depth === 0) return i;
  }
  throw new Error(`unbalanced parentheses in the phrase ${phrase}`);
}

function branchesOf(body: string): string[] {
  const branches = [''];
  let depth = 0;
  for (const glyph of body) {
    if (glyph === '|' && depth === 0) {
      branches.push('');
      continue;
    }
    if (glyph === '(') depth++;
    else if (glyph === ')') depth--;
    branches[branches.length - 1] += glyph;
  }
  return branches;
}

/** How many spellings a phrase has, without writing them out: parentheses beside each other multiply. */
export function countSpellings(phrase: string): number {
  let count = 1;
  for (let at = 0; at < phrase.length;) {
    const isGroup = phrase.charAt(at) === '(';
    const close = isGroup ? closingOf(phrase, at) : at;
    const branches = isGroup ? branchesOf(phrase.slice(at + 1, close)) : [''];
    const isOptional = phrase.charAt(close + 1) === '?';
    count *= branches.reduce((sum, branch) => sum + countSpellings(branch), 0) + Number(isOptional);
    at = close + (isOptional ? 2 : 1);
  }
  return count;
}
