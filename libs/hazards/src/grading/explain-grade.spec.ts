import { shippedRules } from '../../rule-packs/shipped-pack.js';
import { decideGrade, type GradeInput } from './decide-grade.js';
import { decideGradeByPerson } from './decide-grade-by-person.js';
import { explainGrade, type PersonDecisionRecord } from './explain-grade.js';

const now = new Date('2026-06-01T08:00:00+08:00');
const pack = shippedRules('2026-06-01');

function explained(input: Partial<GradeInput>, context: Parameters<typeof explainGrade>[1] = {}) {
  const decision = decideGrade(
    { observations: [], place: { organisationKind: 'primary-school' }, ...input },
    pack,
    now,
  );
  if (decision.kind === 'refused') throw new Error(JSON.stringify(decision.errors));
  return explainGrade(decision, context, pack);
}
const person = (grade: 'general' | 'major', hour: number): PersonDecisionRecord => {
  const decision = decideGradeByPerson(
    { grade: 'suspected-major', status: 'graded' },
    { grade, reason: '已到场' },
    'safety-section',
  );
  if (decision.kind === 'refused') throw new Error(decision.reason);
  return { decision, by: '李', at: new Date(now.getTime() + hour * 3_600_000) };
};

describe('explainGrade', () => {
  it('cites the clause of a text that was read officially, and of no other', () => {
    const [bus, panels, storage] = explained({ observations: ['FI-05', 'BU-04', 'LA-03'] }).rules;
    expect(panels?.citation.zh).toBe('《教育系统重大事故隐患判定指南》（教发厅函〔2024〕20号）第三条（一）第3项');
    expect(panels?.citation).toMatchObject({ official: true, textVerified: true });
    expect(bus?.citation.zh).toBe('《河南省教育系统重大事故隐患判定标准》（据转载文本，未与正式文本核对）');
    expect(storage?.citation).toMatchObject({
      official: false,
      textVerified: false,
      en: '《危险化学品安全管理条例》 (wording unverified)',
    });
  });

  it('marks the words, says why a text only raises a suspicion, and names the pack', () => {
    const words = [{ ruleId: 'FI-05', start: 2, end: 5, text: '彩钢板' }];
    const explanation = explained({ suggested: ['FI-05'] }, { markedWords: words });
    expect(explanation.rules[0]).toMatchObject({
      markedWords: words,
      origin: 'text',
      why: { zh: '由文字描述推断，须由人确认' },
    });
    expect(explanation.sentences[0]).toEqual({
      zh: '按规则包 national-2026.1 判为疑似重大隐患。',
      en: 'Graded suspected major by rule pack national-2026.1.',
    });
    expect(explanation.sentences[1]?.zh).toContain('（原文：彩钢板）');
  });

  it('shows the counted elements with their hazards', () => {
    const explanation = explained({
      hazardId: 'h3',
      observations: ['FI-18'],
      openElementsAtPlace: [
        { hazardId: 'h1', ruleId: 'FI-15', element: 'stair-type' },
        { hazardId: 'h2', ruleId: 'FI-19', element: 'stair-doors' },
      ],
    });
    expect(explanation.composite?.counted.flatMap((one) => one.hazards.map(({ hazardId }) => hazardId))).toEqual([
      'h3',
      'h2',
      'h1',
    ]);
    expect(explanation.composite?.why.zh).toBe('同一处现有不同要素 3 项，达到 3 项即判定，已达到。');
    expect(explanation.composite?.citation.zh).not.toContain('5.3.3');
    expect(explanation.interimMeasures).toEqual([{ id: 'guard', label: { zh: '专人值守', en: 'post a guard' } }]);
  });

  it("takes the last person's word as the grade and tells all of them in order", () => {
    const explanation = explained({ suggested: ['FI-05'] }, { people: [person('major', 5), person('general', 1)] });
    expect(explanation.grade).toBe('major');
    expect(explanation.people.map((record) => record.statement.zh)).toEqual([
      '安全股李否定疑似，定为一般隐患，理由：已到场',
      '安全股李确认重大隐患，理由：已到场',
    ]);
  });

  it("says the pack's own reason where a person has to confirm", () => {
    expect(explained({ observations: ['FI-08'] }).rules[0]?.why.zh).toContain('由人判断');
  });

  it('has every sentence in both languages', () => {
    const explanation = explained({
      observations: ['SP-04', 'FI-31'],
      externalCause: true,
      excluded: [{ exclusion: 'out-of-use', by: 'principal', reason: '已封停' }],
    });
    expect(explanation.sentences.every((one) => one.zh.length > 0 && one.en.length > 0)).toBe(true);
    expect(explanation.sentences.map((one) => one.zh).join('')).toContain('仅由学校提出，未改变分级');
  });
});
