import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { joinRuleFiles } from '#hazards/grading/join-rule-files.js';
import { type BasePack, type OverlayPack } from '#hazards/grading/rule-pack.js';
import { type RiskScoreTables } from '#hazards/grading/scores/risk-score.js';
import { validateRiskScores } from '#hazards/grading/scores/validate-risk-scores.js';
import { type Lexicon } from '#hazards/grading/text/lexicon.js';
import { validateRulePack } from '#hazards/grading/validate-rule-pack.js';

const PACKS = new URL('../../../hazards/rule-packs/', import.meta.url);
export const NATIONAL_PACK = 'national-2026.1';

const readYaml = (file: URL): unknown => parse(readFileSync(file, 'utf8')) as unknown;

/** A checked pack of this release. Throws with every fault, by path, when its files are broken. */
export function rulePackOfRelease(id: string): BasePack | OverlayPack {
  const folder = new URL(`${id}/`, PACKS);
  const rules = new URL('rules/', folder);
  const files = existsSync(rules) ? readdirSync(rules).filter((name) => name.endsWith('.yaml')) : [];
  const joined = joinRuleFiles(
    readYaml(new URL('pack.yaml', folder)),
    files.sort().map((name) => readYaml(new URL(name, rules))),
  );
  const result = validateRulePack(joined);
  if (!result.ok) throw new Error(`rule pack ${id}: ${JSON.stringify(result.errors)}`);
  return result.pack;
}

/** Every base pack that this release brings; the folders of examples are for people to read. */
export function basePacksOfRelease(): BasePack[] {
  return readdirSync(PACKS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('example-'))
    .map(({ name }) => rulePackOfRelease(name))
    .filter((pack): pack is BasePack => pack.kind === 'base');
}

/** The tables of the risk scores, LEC and LS. */
export function riskScoreTablesOfRelease(): RiskScoreTables {
  const result = validateRiskScores(readYaml(new URL('../policies/risk-scores.yaml', PACKS)));
  if (!result.ok) throw new Error(`risk-scores.yaml: ${JSON.stringify(result.errors)}`);
  return result.tables;
}

/** The words of the national pack: what all areas share, and the phrases of each rule by area. */
export function lexiconOfRelease(): Lexicon {
  const folder = new URL(`${NATIONAL_PACK}/lexicon/`, PACKS);
  const shared = ['concepts.yaml', 'marks.yaml'];
  const areas = readdirSync(folder).filter((name) => name.endsWith('.yaml') && !shared.includes(name));
  const rules = areas.sort().map((name) => readYaml(new URL(name, folder)) as Lexicon['rules']);
  return Object.assign({}, ...shared.map((name) => readYaml(new URL(name, folder))), {
    rules: Object.assign({}, ...rules) as Lexicon['rules'],
  }) as Lexicon;
}
