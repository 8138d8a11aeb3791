import { faultOfPassword } from './password-rules.js';

describe('a password that somebody chooses', () => {
  it.each([
    ['14 characters', 'vb7-Kxm2-qLp9w', /15 to 128/],
    ['129 characters', 'ab3k'.repeat(32) + 'q', /15 to 128/],
    ['14 characters outside the first plane, which are 28 code units', '𠮷野家𠀋𡈽𡌛𡑮𡢽𠮟𡚴𡸴𣇄𣗄𣜿', /15 to 128/],
    ['the user name with a year', 'li.xiaozhang2026', /user name/],
    ['a phrase around the user name', 'lamps of Li.Xiaozhang at night', /user name/],
    ['the user name twice', 'li.xiaozhangLI.XIAOZHANG', /user name/],
    ['common words and digits', 'Password12345678', /guessed first/],
    ['common words with marks', 'woaini!!5201314!!', /guessed first/],
    ['the rows of a keyboard', 'qwertyuiopasdfghjkl', /guessed first/],
    ['what is popular in China', 'woaini1314a123456', /guessed first/],
    ['a name and a birthday', 'wangwei19900131wangwei', /guessed first/],
    ['a telephone number twice', '1380013800113800138001', /guessed first/],
    ['an identity number', '11010519900307123X', /guessed first/],
    ['a long entry of the list', 'haohaoxuexitiantianxiangshang', /guessed first/],
    ['full-width digits', '１２３４５６７８９０１２３４５６', /guessed first/],
    ['one character', 'aaaaaaaaaaaaaaaa', /guessed first/],
    ['a short unit over and over', 'k3k3k3k3k3k3k3k3k', /guessed first/],
    ['the alphabet backwards', 'zyxwvutsrqponmlk', /guessed first/],
  ])('is not %s', (_name, password, says) => {
    expect(faultOfPassword(password, 'li.xiaozhang')).toMatch(says);
  });

  it.each([
    'vb7-Kxm2-qLp9wz',
    '槐荫路的灯在雨里亮了整整一夜啊',
    'password of the old lighthouse',
    'a'.repeat(3) + 'sail over quiet hills',
  ])('may be %s', (password) => expect(faultOfPassword(password, 'li.xiaozhang')).toBeUndefined());

  it('may be one whose digits are no day of any year', () => {
    expect(faultOfPassword('wangwei19901331wangwei', 'x')).toBeUndefined();
    expect(faultOfPassword('wangwei19901231wangwei', 'x')).toMatch(/guessed first/);
  });

  it('is not made of a short user name, which many a phrase contains', () => {
    expect(faultOfPassword('li2026li2026li2026', 'li')).toMatch(/user name/);
    expect(faultOfPassword('lilies below the quiet hill', 'li')).toBeUndefined();
    expect(faultOfPassword('li-123456-password', 'li')).toMatch(/user name/);
    expect(faultOfPassword('the lin family of old', 'lin1')).toBeUndefined();
    expect(faultOfPassword('the lin1 family of old', 'lin1')).toMatch(/user name/);
  });

  it.each([
    ['as it stands', '青槐区第一小学的灯亮了一整夜啊', true],
    ['with marks in between', '青槐区 第一-小学 的灯亮了一整夜', true],
    ['in part', '青槐区的灯在雨里亮了整整一夜啊', false],
  ])('may contain the name of the organisation %s: %s', (_name, password, isRefused) => {
    const fault = faultOfPassword(password, 'x', ['青槐区教育局', '青槐区第一小学']);
    expect(fault).toBe(isRefused ? 'must not contain the name of the organisation' : undefined);
  });

  it('may have 128 characters', () => {
    const words = 'sail over quiet hills and count 41 lanterns ';
    expect(faultOfPassword(words.repeat(3).slice(0, 128), 'x')).toBeUndefined();
    expect(faultOfPassword(words.repeat(3).slice(0, 129), 'x')).toMatch(/128/);
  });
});
