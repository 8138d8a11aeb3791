import { Body, Controller, Get, HttpCode, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SignedIn } from '#platform/http/access.js';
import { currentActor } from '../access/current-actor.js';
import { ChangePassword } from './change-password.js';
import { DescribeMe } from './describe-me.js';
import { Me, NewPassword } from './me.dto.js';
import { SessionToken } from './session-token.js';

@ApiTags('Sessions')
@Controller('v1/me')
export class MeController {
  constructor(
    private readonly describeMe: DescribeMe,
    private readonly changePassword: ChangePassword,
  ) {}

  @SignedIn()
  @Get()
  @ApiOperation({ summary: 'Who I am and what I may do now' })
  @ApiOkResponse({ type: Me, description: 'Posts as they hold at this moment, delegated ones included.' })
  describe(@SessionToken() token: string): Promise<Me> {
    return this.describeMe.run(token);
  }

  @SignedIn()
  @Put('password')
  @HttpCode(204)
  @ApiOperation({ summary: 'Change my password', description: 'Ends my other sessions.' })
  @ApiNoContentResponse({ description: 'From now on the new password holds.' })
  async change(@Body() passwords: NewPassword, @SessionToken() token: string): Promise<void> {
    await this.changePassword.run(currentActor(), token, passwords);
  }
}
