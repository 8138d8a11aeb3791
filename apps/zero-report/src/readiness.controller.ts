import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { firstDayOf, lastDayOf, type Quarter } from '#kernel/quarter.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { RequirePermission } from '#platform/http/access.js';
import { civilDateOf } from '#kernel/civil-date.js';
import { ZONE } from '#store/policies/zone.js';
import { ReadinessReader } from '#store/zero-report/readiness-reader.js';
import { actingFor } from './acting-for.js';
import { ListFilings } from './list-filings.js';
import { QuarterParam, UnderQuery } from './zero-report.dto.js';

/** 报送准备. */
@ApiTags('Zero reports')
@Controller('v1/quarters/:quarter/readiness')
export class ReadinessController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly readiness: ReadinessReader,
    private readonly listFilings: ListFilings,
  ) {}

  @Get()
  @RequirePermission('zero-report.return')
  @ApiOperation({
    summary: 'Schools that could not file: nobody to fill in or sign, no address, letters returned, nobody above',
  })
  @ApiOkResponse({ description: 'How many schools there are, and those that are not ready, with their problems.' })
  read(@Param() { quarter }: QuarterParam, @Query() { under }: UnderQuery): Promise<object> {
    const { scope } = actingFor('zero-report.return');
    return this.transactions.run(scope, async (manager) => {
      const places = await this.listFilings.under(manager, under, scope.organisations);
      const [moment]: { now: Date }[] = await manager.query('select app.now() as now');
      const today = civilDateOf(moment?.now ?? new Date(0), ZONE);
      const [first, last] = [firstDayOf(quarter as Quarter), lastDayOf(quarter as Quarter)];
      const day = today < first ? first : today > last ? last : today;
      const { schools, unready } = await this.readiness.read(manager, places, day);
      return { quarter, schools, ready: schools - unready.length, items: unready };
    });
  }
}
