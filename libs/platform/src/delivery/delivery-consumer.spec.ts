import { hours, minutes, seconds } from '#kernel/durations.js';
import { type Transactions } from '../database/transactions.js';
import { type Delivery, UndeliverableError } from './delivery.js';
import { DeliveryConsumer } from './delivery-consumer.js';
import { type DeliveryLedger } from './delivery-ledger.js';

interface Booked {
  id: string;
  /** undefined: dead. */
  retryAfterMs: number | undefined;
}

const delivery = (id: string, attempts: number): Delivery => ({
  id,
  route: 'alert.raised.notification',
  eventType: 'alert.raised',
  subjectId: id,
  refs: {},
  requestId: null,
  organisationId: 1,
  attempts,
  takenAt: new Date(0),
});

/** A consumer over deliveries that were tried so many times before, and what it books of them. */
function consumerOf(...deliveries: Delivery[]): { consumer: DeliveryConsumer; failed: Booked[]; done: string[] } {
  const failed: Booked[] = [];
  const done: string[] = [];
  const known = (_: unknown, ids: readonly string[]): Promise<Delivery[]> =>
    Promise.resolve(deliveries.filter(({ id }) => ids.includes(id)));
  const finish = (_: unknown, some: readonly Delivery[]): Promise<void> =>
    Promise.resolve(void done.push(...some.map(({ id }) => id)));
  const ledger = {
    lock: known,
    owed: known,
    done: finish,
    allDone: finish,
    failed: (_: unknown, id: string, __: string, retryAfterMs: number | undefined) =>
      Promise.resolve(void failed.push({ id, retryAfterMs })),
  } as unknown as DeliveryLedger;
  const transactions = { run: (_: unknown, work: (manager: unknown) => unknown) => Promise.resolve(work({})) };
  const report = { handled: () => undefined, failed: () => undefined };
  const consumer = new DeliveryConsumer(transactions as unknown as Transactions, ledger, report, () => 0);
  return { consumer, failed, done };
}

describe('a delivery that fails', () => {
  const fails = (): never => {
    throw new Error('out of order');
  };

  it.each([
    ['the first time', 0, seconds(2)],
    ['the seventh time', 6, seconds(128)],
    ['the eighth time', 7, undefined],
  ])('inside, %s', async (_, attempts, retryAfterMs) => {
    const { consumer, failed } = consumerOf(delivery('1', attempts));
    await consumer.consume('route', ['1'], fails);
    expect(failed).toEqual([{ id: '1', retryAfterMs }]);
  });

  it.each([
    ['the first time', 0, seconds(2)],
    ['the eighth time', 7, seconds(256)],
    ['the tenth time', 9, minutes(15)],
    ['the 309th time', 308, minutes(15)],
    ['the 310th time', 309, undefined],
  ])('outside, %s', async (_, attempts, retryAfterMs) => {
    const { consumer, failed } = consumerOf(delivery('1', attempts));
    await consumer.consumeOutside('route', ['1'], () => Promise.resolve([new Error('connection refused')]));
    expect(failed).toEqual([{ id: '1', retryAfterMs }]);
  });

  it('outside is tried for three days', () => {
    const pauses = Array.from({ length: 309 }, (_, at) => Math.min(seconds(2) * 2 ** at, minutes(15)));
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeGreaterThan(hours(72));
  });

  it('is dead at once when no repetition mends it', async () => {
    const { consumer, failed } = consumerOf(delivery('1', 0));
    await consumer.consumeOutside('route', ['1'], () => Promise.resolve([new UndeliverableError('no such address')]));
    expect(failed).toEqual([{ id: '1', retryAfterMs: undefined }]);
  });

  it('fails no other of its batch, inside and outside', async () => {
    const refuse = (some: readonly Delivery[]): Promise<string[]> =>
      some.some(({ id }) => id === '2')
        ? Promise.reject(new Error('not this one'))
        : Promise.resolve(some.map(() => 'done'));
    const three = [delivery('1', 0), delivery('2', 0), delivery('3', 0)];
    for (const way of ['consume', 'consumeOutside'] as const) {
      const { consumer, failed, done } = consumerOf(...three);
      await expect(consumer[way]('route', ['1', '2', '3'], refuse)).resolves.toEqual({ done: 2, retry: 1 });
      expect(failed.map(({ id }) => id)).toEqual(['2']);
      expect(done).toEqual(['1', '3']);
    }
  });

  it('and one whose mate in the batch was refused is not sent again', async () => {
    const { consumer, failed, done } = consumerOf(delivery('1', 0), delivery('2', 0));
    await consumer.consumeOutside('route', ['1', '2'], () => Promise.resolve(['sent', new Error('mailbox busy')]));
    expect(done).toEqual(['1']);
    expect(failed.map(({ id }) => id)).toEqual(['2']);
  });
});
