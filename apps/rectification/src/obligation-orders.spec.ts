import { type ObligationEffect } from '#hazards/rectification/rectification-case.js';
import { type ObligationOrder } from '#store/hazards/hazard-change.js';
import { ordersOf } from './obligation-orders.js';

const asOf = new Date('2026-10-08T09:00:00+08:00');

describe('effects on obligations', () => {
  it.each<[ObligationEffect, ObligationOrder[]]>([
    [{ obligation: 'verify', change: 'open' }, []],
    [{ obligation: 'rectify', change: 'cancel' }, [{ order: 'change', kind: 'rectify', change: { kind: 'cancel' } }]],
    [
      { obligation: 'verify', change: 'meet', asOf },
      [{ order: 'change', kind: 'verify', change: { kind: 'meet', asOf } }],
    ],
    [
      { obligation: 'rectify-major', change: 'pause', reason: 'verification-pending' },
      [{ order: 'change', kind: 'rectify-major', change: { kind: 'pause', reason: 'verification-pending' } }],
    ],
    [
      { obligation: 'rectify', change: 'resume', reason: 'extension-pending' },
      [{ order: 'change', kind: 'rectify', change: { kind: 'resume', reason: 'extension-pending' } }],
    ],
  ])('%j', (effect, orders) => {
    expect(ordersOf([effect])).toEqual(orders);
  });

  it('keeps their order', () => {
    const orders = ordersOf([
      { obligation: 'verify', change: 'meet', asOf },
      { obligation: 'rectify', change: 'resume', reason: 'verification-pending' },
    ]);
    expect(orders.map((one) => one.order === 'change' && one.kind)).toEqual(['verify', 'rectify']);
  });
});
