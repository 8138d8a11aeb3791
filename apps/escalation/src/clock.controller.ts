import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { parseIsoDuration } from '#kernel/durations.js';
import { RequirePermission } from '#platform/http/access.js';
import { Problem } from '#platform/http/problem.js';
import { isoAt } from '#store/hazards/iso-at.js';
import { AdvanceClock } from './advance-clock.js';

class ClockRequest {
  /** How far to move: an ISO 8601 duration of weeks, days, hours, minutes and seconds, at most P400D. */
  @ApiProperty({ example: 'P8D' })
  @Matches(/^P(?=[\dT])(\d{1,3}W)?(\d{1,4}D)?(T(?=\d)(\d{1,4}H)?(\d{1,5}M)?(\d{1,6}S)?)?$/, {
    message: 'must be an ISO 8601 duration such as P8D or PT30M',
  })
  readonly advance: string;
}

@ApiTags('Clock')
@Controller('v1/clock')
export class ClockController {
  constructor(private readonly advanceClock: AdvanceClock) {}

  @Post()
  @HttpCode(200)
  @RequirePermission('clock.advance')
  @ApiOperation({
    summary: 'Rehearsal only: live through a span of time; answers when all that fell due has been done',
  })
  @ApiOkResponse({ description: 'The time that it is now, and how many steps fell due on the way.' })
  async advance(@Body() { advance }: ClockRequest): Promise<{ now: string; steps: number }> {
    const length = parseIsoDuration(advance) ?? 0;
    if (length <= 0 || length > 400 * 86_400_000) {
      throw Problem.validation([{ pointer: '/advance', message: 'must be longer than nothing and at most P400D' }]);
    }
    if (!this.advanceClock.isSimulated) throw Problem.notFound();
    const { now, steps } = await this.advanceClock.run(length);
    return { now: isoAt(now), steps };
  }
}
