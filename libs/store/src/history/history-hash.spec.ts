import { CHAIN_START, type ChainLink, historyHash, historyTime } from './history-hash.js';

const LINK: ChainLink = {
  stream: '0199d2c4-0000-7000-8000-000000000001',
  seq: 1,
  streamKind: 'hazard',
  at: '2026-09-21T02:00:00.123000Z',
  actor: 'person:1',
  type: 'hazard.reported',
  canonical: Buffer.from('{}'),
};

describe('the hash of an event', () => {
  const hash = historyHash(CHAIN_START, LINK).toString('hex');

  it.each<[keyof ChainLink, Partial<ChainLink>]>([
    ['stream', { stream: LINK.stream.replace('1', '2') }],
    ['seq', { seq: 2 }],
    ['streamKind', { streamKind: 'duty' }],
    ['at', { at: '2026-09-21T02:00:00.123001Z' }],
    ['actor', { actor: 'person:2' }],
    ['type', { type: 'hazard.closed' }],
    ['canonical', { canonical: Buffer.from('{} ') }],
  ])('changes with its %s', (_part, change) => {
    expect(historyHash(CHAIN_START, { ...LINK, ...change }).toString('hex')).not.toBe(hash);
  });

  it('changes with the hash before, and with nothing else', () => {
    expect(historyHash(Buffer.alloc(32, 1), LINK).toString('hex')).not.toBe(hash);
    expect(historyHash(CHAIN_START, { ...LINK }).toString('hex')).toBe(hash);
  });

  it('takes a time to the microsecond', () => {
    expect(historyTime(new Date('2026-09-21T10:00:00.123+08:00'))).toBe(LINK.at);
  });
});
