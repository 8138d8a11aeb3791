import { compileMatcher } from './compile-matcher.js';
import { lexiconOf } from './lexicon.fixture.js';
import { matchText } from './match-text.js';

const matcher = compileMatcher(
  lexiconOf({
    places: { exit: '安全出口', route: '疏散通道' },
    fixtures: { lamp: '应急灯' },
    states: { blocked: '堵塞 锁闭 占用', missing: '未安装' },
    marks: {
      deny: '无 未 没有',
      absent: '未发现 是否 杜绝',
      prohibit: '严禁',
      teach: '宣传 演练 进行了检查 如何处置',
      inspect: '检查',
      plan: '计划',
      done: '已+清理 整改完毕',
      ongoing: '仍 未清理',
      order: '要求',
      find: '发现',
      contrast: '但',
      fine: '畅通',
    },
    rules: {
      X: [
        ['exit|route', 'blocked'],
        ['lamp', 'missing'],
      ],
    },
  }),
);
const isShown = (text: string): boolean => matchText(text, null, null, matcher).length > 0;

describe('the sense of a sentence', () => {
  it.each([
    '安全出口堵塞',
    '未发现问题，但安全出口堵塞',
    '演练发现安全出口锁闭',
    '安全出口堵塞，要求整改完毕',
    '安全出口堵塞，仍未清理',
    '疏散通道已清理，安全出口堵塞',
    '应急灯未安装',
    '没有人管，安全出口锁闭',
    '严禁堵塞的牌子下面安全出口堵塞',
    '1、灯不亮2、安全出口堵塞',
    '检查教学楼三层：安全出口堵塞',
    '安全出口堵塞，快整改完毕',
  ])('counts: %s', (text) => {
    expect(isShown(text)).toBe(true);
  });

  it.each([
    '未发现安全出口堵塞',
    '未发现安全出口堵塞，疏散通道占用等情况',
    '安全出口无堵塞、锁闭现象',
    '安全出口没有堵塞',
    '杜绝堵塞安全出口',
    '严禁堵塞安全出口',
    '宣传堵塞安全出口的危害',
    '对安全出口锁闭，疏散通道占用等进行了检查',
    '计划清查安全出口堵塞',
    '已清理安全出口堵塞',
    '安全出口堵塞，已清理',
    '安全出口堵塞。已清理。',
    '安全出口是否堵塞',
    '疏散通道畅通，下水管堵塞',
    '安全出口旁应急灯堵塞',
    '安全出口正常。其他地方堵塞',
    '检查以下内容：安全出口堵塞',
    '发现安全出口堵塞如何处置',
  ])('does not count: %s', (text) => {
    expect(isShown(text)).toBe(false);
  });
});
