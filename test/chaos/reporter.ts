import { setTimeout as pause } from 'node:timers/promises';
import { type Client } from '../harness/client.js';
import { CELLAR_DORMITORY, EXTINGUISHER } from '../harness/reports.js';

export interface Answered {
  readonly clientReportId: string;
  readonly id: string;
  readonly number: string;
  readonly tries: number;
}

/** One of each kind that takes another way through the stages. */
export const KINDS = {
  extinguisher: EXTINGUISHER,
  drill: {
    ...EXTINGUISHER,
    category: 'management',
    description: '本学期没有组织应急疏散演练。',
    observations: ['MG-01'],
  },
  dormitory: CELLAR_DORMITORY,
} as const;
export type Kind = keyof typeof KINDS;
export const KIND_NAMES = Object.keys(KINDS) as Kind[];

/** A school's program that reports, and asks again with the same key until it has an answer. */
export class Reporter {
  /** What was answered, as the school's own memory has it. */
  readonly answered: Answered[] = [];

  constructor(private readonly client: Client) {}

  /** One report of each kind, all at once, each at a place of its own. Ends when all are answered. */
  batch(name: string): Promise<Answered[]> {
    return Promise.all(KIND_NAMES.map((kind) => this.report(kind, name)));
  }

  async report(kind: Kind, batch: string): Promise<Answered> {
    const clientReportId = `${batch}/${kind}`;
    const body = { ...KINDS[kind], clientReportId, place: { site: batch, building: kind } };
    for (let tries = 1; ; tries += 1) {
      const answer = await this.client
        .post('/v1/hazards', body, { 'idempotency-key': clientReportId })
        .catch(() => undefined);
      if (answer && answer.status < 300) {
        const { id, number } = answer.body as { id: string; number: string };
        const answered = { clientReportId, id, number, tries };
        this.answered.push(answered);
        return answered;
      }
      // The key is still being worked on, or the service is not there: both pass. Anything else is a fault.
      if (answer && ![409, 429, 500, 503].includes(answer.status)) {
        throw new Error(`${clientReportId}: ${answer.status} ${JSON.stringify(answer.body)}`);
      }
      await pause(50);
    }
  }
}
