import { faultOfPassword } from './password-rules.js';

describe('a password that somebody chooses', () => {
  it.each([
    ['14 characters', 'vb7-Kxm2-qLp9w', /15 to 128/],
    ['129 characters', 'ab3k'.repeat(32) + 'q', /15 to 128/],
    ['14 characters outside the first plane, which are 28 code units', '𠮷野家𠀋𡈽𡌛𡑮𡢽𠮟𡚴𡸴𣇄𣗄𣜿', /15 to 128/],
    ['the user name with a year', 'li.xiaozhang2026', /user name/],
    ['the user name twice', 'li.xiaozhangLI.XIAOZHANG', /user name/],
    ['common words and digits', 'Password12345678', /guessed first/],
    ['common words with marks', 'woaini!!5201314!!', /guessed first/],
    ['the rows of a keyboard', 'qwertyuiopasdfghjkl', /guessed first/],
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

  it('may have 128 characters', () => {
    const words = 'sail over quiet hills and count 41 lanterns ';
    expect(faultOfPassword(words.repeat(3).slice(0, 128), 'x')).toBeUndefined();
    expect(faultOfPassword(words.repeat(3).slice(0, 129), 'x')).toMatch(/128/);
  });
});
