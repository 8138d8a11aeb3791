import { type Cover, type Post } from './post-holder.js';
import { holdersOf, whoHolds } from './who-holds.js';

const t = (text: string) => new Date(`${text}+08:00`);
const post = (id: string, personId: string, more: Partial<Post> = {}): Post => ({
  id,
  personId,
  organisationId: 'school',
  role: 'principal',
  from: t('2026-01-01T00:00'),
  to: null,
  ...more,
});
const nobodyAway: Cover = { delegations: [], absences: [] };
const noon = t('2026-11-23T12:00');

describe('who holds a role', () => {
  it.each([
    ['a minute before the post begins', '2026-08-31T23:59', 'vacant'],
    ['the minute it begins', '2026-09-01T00:00', 'li'],
    ['the last minute', '2027-01-31T23:59', 'li'],
    ['the minute it has ended', '2027-02-01T00:00', 'vacant'],
  ])('%s', (_, now, expected) => {
    const posts = [post('p', 'li', { from: t('2026-09-01T00:00'), to: t('2027-02-01T00:00') })];
    const answer = whoHolds('principal', posts, nobodyAway, t(now));
    expect(answer.kind === 'holder' ? answer.personId : answer.kind).toBe(expected);
  });

  it.each([
    ['2026-11-19T23:59', 'post', 'li'],
    ['2026-11-20T00:00', 'delegation', 'wang'],
    ['2026-11-24T23:59', 'delegation', 'wang'],
    ['2026-11-25T00:00', 'post', 'li'],
  ])('a delegation from the 20th until before the 25th, at %s: %s', (now, via, personId) => {
    const delegations = [{ postId: 'p', toPersonId: 'wang', from: t('2026-11-20T00:00'), to: t('2026-11-25T00:00') }];
    const answer = whoHolds('principal', [post('p', 'li')], { delegations, absences: [] }, t(now));
    const onBehalfOf = via === 'delegation' ? 'li' : undefined;
    expect(answer).toEqual({ kind: 'holder', organisationId: 'school', via, personId, onBehalfOf });
  });

  const away = (personId: string) => ({ personId, from: t('2026-11-01T00:00'), to: null });
  const toWang = { postId: 'p', toPersonId: 'wang', from: t('2026-11-01T00:00'), to: null };

  it('tells an absent holder from a vacant post', () => {
    expect(whoHolds('principal', [post('p', 'li')], { delegations: [], absences: [away('li')] }, noon)).toEqual({
      kind: 'absent',
      personId: 'li',
    });
    expect(whoHolds('principal', [], nobodyAway, noon)).toEqual({ kind: 'vacant' });
  });

  it('passes an absent delegate over, back to the holder', () => {
    const answer = whoHolds('principal', [post('p', 'li')], { delegations: [toWang], absences: [away('wang')] }, noon);
    expect(answer).toMatchObject({ kind: 'holder', personId: 'li', via: 'post' });
  });

  it('lets a delegation end with the post that it hangs on', () => {
    const ended = post('p', 'li', { to: t('2026-11-10T00:00') });
    expect(whoHolds('principal', [ended], { delegations: [toWang], absences: [] }, noon)).toEqual({ kind: 'vacant' });
  });

  it('takes the colleague of an absent holder, and names everybody present once', () => {
    const section = (id: string, personId: string, from: string) =>
      post(id, personId, { role: 'safety-section', from: t(from) });
    const posts = [
      section('c', 'zhao', '2026-03-01T00:00'),
      section('a', 'li', '2026-01-01T00:00'),
      section('b', 'sun', '2026-02-01T00:00'),
      section('d', 'sun', '2026-04-01T00:00'),
    ];
    const cover = { delegations: [], absences: [away('li')] };
    expect(whoHolds('safety-section', posts, cover, noon)).toMatchObject({ kind: 'holder', personId: 'sun' });
    expect(holdersOf('safety-section', posts, cover, noon).map(({ personId }) => personId)).toEqual(['sun', 'zhao']);
  });
});
