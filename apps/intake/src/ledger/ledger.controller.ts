import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '#platform/http/access.js';
import { Idempotent } from '#platform/http/idempotency.js';
import { AcceptsBody, BODY_TYPES } from '#platform/http/route-options.js';
import { ImportLedger } from './import-ledger.js';
import { LedgerImported } from './ledger.dto.js';

@ApiTags('Hazards')
@Controller('v1/hazards/import')
export class LedgerController {
  constructor(private readonly importLedger: ImportLedger) {}

  @RequirePermission('hazard.report')
  @Idempotent()
  @AcceptsBody('csv', 'xlsx')
  @Post()
  @HttpCode(200)
  @ApiBody({
    schema: { type: 'string', format: 'binary' },
    examples: {
      ledger: { value: '学校代码,校区,类别,隐患描述,判定条目\nS1,主校区,消防,走廊灭火器压力不足,FI-31\n' },
    },
  })
  @ApiOperation({
    summary: 'Import a hazard ledger 台账 from CSV or XLSX',
    description:
      'Columns, in any order, by id or Chinese heading: organisationCode 学校代码, site 校区, category 类别, description 隐患描述 and, if ' +
      'wanted, building 楼栋, spot 部位, observations 判定条目 (separated by ; or 、), discoveredAt 发现时间, clientReportId 外部编号, source 来源. ' +
      'CSV in UTF-8 or GB18030; of a workbook the first visible sheet, values only. At most 20 000 lines and 30 columns. Each line ' +
      'stands by itself: errors point to /lines/{line}/{column}. A line that was imported before answers repeated, recognised by ' +
      'its clientReportId or else by school, place, category, description and day.',
  })
  @ApiOkResponse({ type: LedgerImported, description: 'What became of each line.' })
  import(@Body() file: Buffer, @Headers('content-type') contentType = ''): Promise<LedgerImported> {
    return this.importLedger.run(file, contentType.toLowerCase().startsWith(BODY_TYPES.xlsx) ? 'xlsx' : 'csv');
  }
}
