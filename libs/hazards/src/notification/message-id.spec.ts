import { digestMessageIdFor, messageIdFor } from './message-id.js';

const ID = '0198c2f0-7b1a-7c3e-9f00-1234567890ab';

describe('Message-ID', () => {
  it.each([
    [ID, 'email', 'tocsin.example', `<alert.${ID}.email@tocsin.example>`],
    [ID, 'email', 'Mail.Tocsin.Example', `<alert.${ID}.email@mail.tocsin.example>`],
    ['a b', 'e>mail', 'tocsin.example', '<alert.a%20b.e%3email@tocsin.example>'],
    ['a.b', 'email', 'tocsin.example', '<alert.a%2eb.email@tocsin.example>'],
    ['a\r\nBcc: x', 'email', 'tocsin.example', '<alert.a%0d%0aBcc%3a%20x.email@tocsin.example>'],
    ['a', 'email', '云渡.example', '<alert.a.email@%e4%ba%91%e6%b8%a1.example>'],
  ])('of %j by %j at %j', (id, channel, domain, expected) => {
    expect(messageIdFor(id, channel, domain)).toBe(expected);
  });

  it('is the same every time and differs by alert and by channel', () => {
    expect(messageIdFor(ID, 'email', 'x.example')).toBe(messageIdFor(ID, 'email', 'x.example'));
    expect(
      new Set([messageIdFor('a.b', 'c', 'x'), messageIdFor('a', 'b.c', 'x'), messageIdFor('a', 'b', 'x')]).size,
    ).toBe(3);
  });

  it('of a digest is never that of one of its alerts', () => {
    expect(digestMessageIdFor(ID, 'email', 'tocsin.example')).toBe(`<digest.${ID}.email@tocsin.example>`);
  });
});
