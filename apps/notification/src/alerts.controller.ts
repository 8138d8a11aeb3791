import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { ApiTransactions } from '#platform/database/transactions.js';
import { RequirePermission } from '#platform/http/access.js';
import { IdParam } from '#platform/http/id-param.js';
import { decodeCursor, DEFAULT_PAGE_SIZE, type Page, pageOf, PageQuery } from '#platform/http/pages.js';
import { isoAt } from '#store/hazards/iso-at.js';
import { fromRow } from '#store/row-mapping.js';
import { acting } from '#store/requests/acting.js';
import { AcknowledgeAlert } from './acknowledge-alert.js';

const STATUSES = ['open', 'acknowledged'] as const;

class AlertListQuery extends PageQuery {
  @IsOptional()
  @IsIn(STATUSES, { message: `must be one of ${STATUSES.join(', ')}` })
  readonly status?: string;
}

interface AlertRow {
  id: string;
  hazardId: string | null;
  severity: string;
  rank: number;
  stepId: string;
  kind: string;
  recipientRole: string;
  via: string;
  reason: string | null;
  title: string;
  body: string;
  raisedAt: Date;
  acknowledgedAt: Date | null;
}

const COLUMNS = `a.id, a.hazard_id, a.severity, a.rank, a.step_id, o.kind, a.recipient_role, a.via, a.reason, a.title, a.body,
  a.raised_at, a.acknowledged_at`;

@ApiTags('Alerts')
@Controller('v1/alerts')
export class AlertsController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly acknowledgeAlert: AcknowledgeAlert,
  ) {}

  @Get()
  @RequirePermission('alert.read')
  @ApiOperation({ summary: 'Alerts to me, newest first' })
  @ApiOkResponse({ description: 'One page of alerts.' })
  async list(@Query() query: AlertListQuery): Promise<Page<object>> {
    const limit = query.limit ?? DEFAULT_PAGE_SIZE;
    const keys = query.cursor ? decodeCursor('alerts', ['instant', 'id'], query.cursor) : [null, null];
    const { scope, actor } = acting();
    const rows = await this.transactions.run(scope, (manager) =>
      manager.query<Record<string, unknown>[]>(
        `select ${COLUMNS} from app.alert a left join app.obligation o on o.id = a.obligation_id
         where a.recipient_id = $1 and ($2::text is null or (a.acknowledged_at is not null) = ($2 = 'acknowledged'))
           and ($3::timestamptz is null or (a.raised_at, a.id) < ($3::timestamptz, $4::uuid))
         order by a.raised_at desc, a.id desc limit $5`,
        [actor.personId, query.status ?? null, keys[0], keys[1], limit + 1],
      ),
    );
    const page = pageOf(
      'alerts',
      rows.map((row) => fromRow<AlertRow>(row)),
      limit,
      (row) => [row.raisedAt.toISOString(), row.id],
    );
    return { items: page.items.map(viewOf), next: page.next };
  }

  @Post(':id/acknowledgement')
  @HttpCode(200)
  @RequirePermission('alert.acknowledge')
  @ApiOperation({ summary: 'Acknowledge an alert to me: ends its repetition, never the climb of what is overdue' })
  @ApiOkResponse({ description: 'When it was acknowledged first.' })
  async acknowledge(@Param() { id }: IdParam): Promise<{ id: string; acknowledgedAt: string }> {
    return { id, acknowledgedAt: isoAt(await this.acknowledgeAlert.run(id)) };
  }
}

const viewOf = ({ raisedAt, acknowledgedAt, ...alert }: AlertRow): object => ({
  ...alert,
  status: acknowledgedAt ? 'acknowledged' : 'open',
  raisedAt: isoAt(raisedAt),
  acknowledgedAt: acknowledgedAt && isoAt(acknowledgedAt),
});
