import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { ApiTransactions } from '#platform/database/transactions.js';
import { RelayWake } from '#platform/delivery/relay-wake.js';
import { RequirePermission } from '#platform/http/access.js';
import { decodeCursor, DEFAULT_PAGE_SIZE, type Page, pageOf, PageQuery } from '#platform/http/pages.js';
import { Problem } from '#platform/http/problem.js';
import { isoAt } from '#store/hazards/iso-at.js';
import { acting } from '#store/requests/acting.js';

const STATES = ['open', 'carried', 'done', 'dead'] as const;

class DeliveryListQuery extends PageQuery {
  @IsOptional()
  @IsIn(STATES, { message: `must be one of ${STATES.join(', ')}` })
  readonly state?: string;
}

class DeliveryParam {
  @Matches(/^[1-9]\d{0,17}$/, { message: 'must be the number of a delivery' })
  readonly id: string;
}

interface Row {
  id: string;
  route: string;
  state: string;
  subject_id: string;
  refs: object;
  attempts: number;
  error: string | null;
  created_at: Date;
  done_at: Date | null;
}

/** What one stage promised another: to be looked at when something stays undone. */
@ApiTags('Deliveries')
@Controller('v1/deliveries')
export class DeliveriesController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly wake: RelayWake,
  ) {}

  @Get()
  @RequirePermission('delivery.read')
  @ApiOperation({ summary: 'Deliveries between stages, newest first; state=dead are those that need a person' })
  @ApiOkResponse({ description: 'One page, with the error of each failed one.' })
  async list(@Query() query: DeliveryListQuery): Promise<Page<object>> {
    const limit = query.limit ?? DEFAULT_PAGE_SIZE;
    const before = query.cursor ? decodeCursor('deliveries', ['serial'], query.cursor)[0] : null;
    const rows = await this.transactions.run(acting().scope, (manager) =>
      manager.query<Row[]>(
        `select id, route, state, subject_id, refs, attempts, error, created_at, done_at from app.delivery
         where ($1::text is null or state = $1) and ($2::bigint is null or id < $2) order by id desc limit $3`,
        [query.state ?? 'dead', before, limit + 1],
      ),
    );
    const page = pageOf('deliveries', rows, limit, (row) => [row.id]);
    return { items: page.items.map(viewOf), next: page.next };
  }

  @Post(':id/replay')
  @HttpCode(200)
  @RequirePermission('delivery.replay')
  @ApiOperation({ summary: 'Carry a dead delivery again' })
  @ApiOkResponse({ description: 'The delivery, open again.' })
  async replay(@Param() { id }: DeliveryParam): Promise<object> {
    const row = await this.transactions.run(acting().scope, async (manager) => {
      const [rows]: [Row[], number] = await manager.query(
        `update app.delivery set state = 'open', attempts = 0, lease_until = null where id = $1 and state = 'dead'
         returning id, route, state, subject_id, refs, attempts, error, created_at, done_at`,
        [id],
      );
      if (rows[0]) return rows[0];
      const known: unknown[] = await manager.query('select id from app.delivery where id = $1', [id]);
      throw known.length > 0
        ? Problem.conflict('Only a dead delivery can be replayed; this one is not.')
        : Problem.notFound();
    });
    this.wake.now();
    return viewOf(row);
  }
}

const viewOf = (row: Row): object => ({
  id: row.id,
  route: row.route,
  state: row.state,
  subjectId: row.subject_id,
  refs: row.refs,
  attempts: row.attempts,
  error: row.error,
  createdAt: isoAt(row.created_at),
  doneAt: row.done_at && isoAt(row.done_at),
});
