import { dateText, daysLeft, daysLeftText, dueText, overdueText } from './due-phrase.js';

const ZONE = 'Asia/Shanghai';
const at = (text: string) => new Date(`${text}+08:00`);
const midnight = at('2026-11-21T00:00:00');

describe('due times in words', () => {
  it.each([
    ['2026-11-21T00:00:00', '2026-11-13T10:00:00', '11月20日24:00前'],
    ['2026-11-20T23:59:59', '2026-11-13T10:00:00', '11月20日24:00前'],
    ['2026-11-20T23:58:00', '2026-11-13T10:00:00', '11月20日23:58前'],
    ['2026-11-20T17:30:00', '2026-11-13T10:00:00', '11月20日17:30前'],
    ['2027-01-01T00:00:00', '2026-12-31T10:00:00', '12月31日24:00前'],
    ['2027-01-04T00:00:00', '2026-12-31T10:00:00', '2027年1月3日24:00前'],
    ['2027-01-01T00:00:00', '2027-01-01T00:00:00', '2026年12月31日24:00前'],
  ])('%s seen at %s is %s', (due, now, expected) => {
    expect(dueText(at(due), at(now), ZONE)).toBe(expected);
  });

  it('follows the zone', () => {
    expect(dueText(midnight, at('2026-11-13T10:00:00'), 'Asia/Urumqi')).toBe('11月20日22:00前');
    expect(dateText('2026-10-01', at('2026-10-01T00:00:00'), ZONE)).toBe('10月1日');
  });

  it.each([
    ['2026-11-17T23:59:59', 3, '3天后到期'],
    ['2026-11-18T00:00:00', 2, '2天后到期'],
    ['2026-11-19T12:00:00', 1, '明天到期'],
    ['2026-11-20T00:00:00', 0, '今天到期'],
    ['2026-11-20T23:59:59', 0, '今天到期'],
    ['2026-11-21T00:00:00', -1, undefined],
  ])('at %s there are %s days left', (now, left, text) => {
    expect(daysLeft(midnight, at(now), ZONE)).toBe(left);
    expect(daysLeftText(midnight, at(now), ZONE)).toBe(text);
  });

  it.each([
    ['2026-11-21T00:05:00', 0, '到期'],
    ['2026-11-21T00:59:59', 0, '到期'],
    ['2026-11-21T01:00:00', 0, '超期1小时'],
    ['2026-11-22T00:05:00', 1, '超期1天'],
  ])('at %s, %s days late', (now, late, expected) => {
    expect(overdueText(midnight, late, at(now))).toBe(expected);
  });
});
