import { type Bilingual } from '../directory/bilingual.js';
import { ROLES } from '../directory/role.js';
import { type GradeDecision } from './decide-grade.js';
import { type PersonGradeDecision } from './decide-grade-by-person.js';
import { type ExplainedCircumstances, type ExplainedComposite, type ExplainedRule } from './explain-grade.js';
import { type Grade } from './grade.js';
import { INTERIM_MEASURES } from './interim-measure.js';
import { type MatchedRule, type MatchReason } from './judge-rule.js';
import { type EffectiveRule } from './effective-pack.js';

export const GRADE_LABELS: Record<Grade, Bilingual> = {
  general: { zh: '一般隐患', en: 'general' },
  'suspected-major': { zh: '疑似重大隐患', en: 'suspected major' },
  major: { zh: '重大隐患', en: 'major' },
};

const WHY: Record<MatchReason, Bilingual> = {
  direct: { zh: '直接判定为重大', en: 'major by itself' },
  'needs-confirmation': { zh: '直接判定条款，须由人确认', en: 'major by itself once a person confirms it' },
  'text-unverified': { zh: '判定依据原文未核对，须由人确认', en: 'its text is unverified, so a person decides' },
  'from-text': { zh: '由文字描述推断，须由人确认', en: 'inferred from the description, so a person decides' },
  element: { zh: '综合判定要素，单独为一般', en: 'an element of the combined judgement; general alone' },
  general: { zh: '一般隐患', en: 'general' },
  repeated: { zh: '本学期在同一处再次出现', en: 'met again at the place in this term' },
  elsewhere: { zh: '在此类场所只作综合判定要素', en: 'at this kind of place only an element' },
  'not-applicable': { zh: '不适用于该学校或场所', en: 'does not apply to this school or place' },
  excluded: { zh: '属于不应判定为重大的情形', en: 'not to be graded major here' },
};

/** Why a matched rule counts as it does; the pack's own reason follows where it gives one. */
export function whyMatched(match: MatchedRule, rule: EffectiveRule): Bilingual {
  const why = WHY[match.reason];
  const own = match.reason === 'needs-confirmation' && rule.confirmationReason;
  return own ? { zh: `${why.zh}：${own}`, en: why.en } : why;
}

const ANSWERS = {
  confirmed: { zh: '确认', en: 'confirmed' },
  rejected: { zh: '否定疑似，定为', en: 'rejected the suspicion:' },
  overridden: { zh: '改定为', en: 'overrode to' },
} as const;

/** What a person decided, as a sentence. */
export function statementOf(decision: Exclude<PersonGradeDecision, { kind: 'refused' }>, by: string): Bilingual {
  const answer = ANSWERS[decision.kind];
  const label = GRADE_LABELS[decision.to];
  return {
    zh: `${ROLES[decision.role].label}${by}${answer.zh}${label.zh}，理由：${decision.reason}`,
    en: `${by} (${decision.role}) ${answer.en} ${label.en}, because: ${decision.reason}`,
  };
}

/** The explanation in reading order: the grade, each rule, the place's count, scores, exclusions, measures, people. */
export function sentencesFor(
  decision: GradeDecision,
  parts: {
    rules: ExplainedRule[];
    composite: ExplainedComposite | null;
    circumstances: ExplainedCircumstances;
    statements: Bilingual[];
  },
): Bilingual[] {
  const label = GRADE_LABELS[decision.grade];
  return [
    {
      zh: `按规则包 ${decision.rulePack} 判为${label.zh}。`,
      en: `Graded ${label.en} by rule pack ${decision.rulePack}.`,
    },
    ...circumstanceSentences(parts.circumstances),
    ...(parts.rules.length === 0 ? [{ zh: '没有命中规则。', en: 'No rule matched.' }] : parts.rules.map(ruleSentence)),
    ...(parts.composite ? [compositeSentence(parts.composite)] : []),
    ...(decision.grounds.includes('external-cause') ? [EXTERNAL] : []),
    ...decision.scores.map(({ method, value, inputs, band }) => ({
      zh: `${method.toUpperCase()} 评分 ${value}（${inputs.map((one) => `${one.name}=${one.value}`).join('，')}）：${band.zh}。`,
      en: `${method.toUpperCase()} score ${value} (${inputs.map((one) => `${one.name}=${one.value}`).join(', ')}): ${band.en}.`,
    })),
    ...decision.exclusions.map(({ exclusion, established, reason }) => ({
      zh: `不应判定为重大的情形“${exclusion}”${established ? '已由主管部门认定' : '仅由学校提出，未改变分级'}：${reason}`,
      en: `Exclusion ${exclusion} ${established ? 'was established by the bureau' : 'was only claimed'}: ${reason}`,
    })),
    ...measuresSentence(decision),
    ...parts.statements,
  ];
}

function circumstanceSentences({ placeType, seenBefore, repeatedRules }: ExplainedCircumstances): Bilingual[] {
  const sentences: Bilingual[] = [];
  if (placeType)
    sentences.push({ zh: `场所类型按“${placeType.label}”适用规则。`, en: `The rules are those for ${placeType.id}.` });
  if (seenBefore)
    sentences.push({
      zh: '报告人说明本学期在同一处已出现过，命中的规则按重复出现处理。',
      en: 'The reporter states that it was found here earlier in the term, so what matched counts as repeated.',
    });
  if (repeatedRules.length > 0) {
    const ids = repeatedRules.join('、');
    sentences.push({
      zh: `${ids} 因本学期重复出现而从重。`,
      en: `${repeatedRules.join(', ')} weighs more because it was repeated within the term.`,
    });
  }
  return sentences;
}

const EXTERNAL: Bilingual = {
  zh: '成因在校外，学校难以自行排除，由主管部门确认并转办。',
  en: 'The cause lies outside the school, which cannot remove it; the bureau confirms and passes it on.',
};

function ruleSentence(rule: ExplainedRule): Bilingual {
  const words = rule.markedWords.map((word) => word.text);
  const marked =
    words.length > 0
      ? { zh: `（原文：${words.join('、')}）`, en: ` (words: ${words.join(', ')})` }
      : { zh: '', en: '' };
  return {
    zh: `${rule.ruleId} ${rule.title.zh}${marked.zh}：${rule.why.zh}。依据${rule.citation.zh}。`,
    en: `${rule.ruleId} ${rule.title.en}${marked.en}: ${rule.why.en}. Basis: ${rule.citation.en}.`,
  };
}

function compositeSentence({ title, why, counted, citation }: ExplainedComposite): Bilingual {
  const rules = [...new Set(counted.flatMap((one) => one.hazards.map(({ ruleId }) => ruleId)))].sort().join(', ');
  return {
    zh: `${title.zh}：${why.zh}计入 ${rules}。依据${citation.zh}。`,
    en: `${title.en}: ${why.en} Counted: ${rules}. Basis: ${citation.en}.`,
  };
}

function measuresSentence({ interimMeasures }: GradeDecision): Bilingual[] {
  if (interimMeasures.length === 0) return [];
  const labels = interimMeasures.map((id) => INTERIM_MEASURES[id]);
  return [
    {
      zh: `应立即采取：${labels.map((one) => one.zh).join('、')}。`,
      en: `At once: ${labels.map((one) => one.en).join(', ')}.`,
    },
  ];
}
