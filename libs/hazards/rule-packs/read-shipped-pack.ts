import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { joinRuleFiles } from '../src/grading/join-rule-files.js';

/** A pack of this folder as parsed from its files, unchecked: for tests and for tools that run beside the files. */
export function readShippedPack(id: string): unknown {
  const folder = new URL(`./${id}/`, import.meta.url);
  const read = (name: string): unknown => parse(readFileSync(new URL(name, folder), 'utf8'));
  const ruleFiles = readdirSync(folder).includes('rules')
    ? readdirSync(new URL('rules/', folder))
        .filter((name) => name.endsWith('.yaml'))
        .sort()
        .map((name) => read(`rules/${name}`))
    : [];
  return joinRuleFiles(read('pack.yaml'), ruleFiles);
}
