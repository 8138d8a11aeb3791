import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { Public } from '#platform/http/access.js';
import { Problem } from '#platform/http/problem.js';
import { RateLimited } from '#platform/http/rate-limit.js';
import { TipOffRepository } from '#store/tip-offs/tip-off.repository.js';
import { AcceptTipOff } from './accept-tip-off.js';
import { TipOffAccepted, TipOffAnswer, TipOffDto } from './tip-off.dto.js';
import { tipOffStatusFor } from './tip-off-status.js';

class TrackingCodeParam {
  @Matches(/^[A-Za-z0-9_-]{22}$/, { message: 'must be the tracking code as it was shown, 22 characters long' })
  readonly trackingCode: string;
}

@ApiTags('Tip-offs')
@Controller('v1/tip-offs')
export class TipOffsController {
  constructor(
    private readonly acceptTipOff: AcceptTipOff,
    private readonly tipOffs: TipOffRepository,
  ) {}

  // Without an Idempotency-Key: its memory would keep the tracking code in clear, under a key that anybody may send.
  @Public()
  @RateLimited({ action: 'tip-off', per: 'address', capacity: 10, refillSeconds: 60 })
  @Post()
  @ApiOperation({
    summary: 'Tell of a hazard without an account',
    description:
      'It becomes a hazard report that the bureau sees and the school cannot reject. Nothing about the sender is asked for or kept; ' +
      'leave names and telephone numbers out of the text.',
  })
  @ApiCreatedResponse({ type: TipOffAccepted, description: 'Stored. The code cannot be shown again.' })
  async accept(@Body() tipOff: TipOffDto): Promise<TipOffAccepted> {
    return { trackingCode: await this.acceptTipOff.run(tipOff) };
  }

  @Public()
  @RateLimited({ action: 'tip-off-status', per: 'address', capacity: 30, refillSeconds: 2 })
  @Get(':trackingCode')
  @ApiOperation({ summary: 'What became of a tip-off' })
  @ApiOkResponse({ type: TipOffAnswer, description: 'Its status, and nothing else.' })
  async find(@Param() { trackingCode }: TrackingCodeParam): Promise<TipOffAnswer> {
    const status = await this.tipOffs.statusOf(trackingCode);
    if (status === undefined) throw Problem.notFound('No tip-off has this tracking code.');
    return { status: tipOffStatusFor(status) };
  }
}
