import { Body, Controller, Delete, HttpCode, Ip, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public, SignedIn } from '#platform/http/access.js';
import { NewSession, OpenedSession } from './session.dto.js';
import { SessionToken } from './session-token.js';
import { SignIn } from './sign-in.js';
import { SignOut } from './sign-out.js';

@ApiTags('Sessions')
@Controller('v1/sessions')
export class SessionsController {
  constructor(
    private readonly signIn: SignIn,
    private readonly signOut: SignOut,
  ) {}

  @Public()
  @Post()
  @ApiOperation({
    summary: 'Sign in',
    description: 'Wrong guesses are slowed down per account and address: 429 with Retry-After.',
  })
  @ApiBody({
    type: NewSession,
    examples: { principal: { value: { username: 's001.principal', password: 'the lamp above the second gate' } } },
  })
  @ApiCreatedResponse({
    type: OpenedSession,
    description: 'A session that ends when it is left unused (12 hours by default), and at `expiresAt` in any case.',
  })
  async open(@Body() { username, password }: NewSession, @Ip() address: string): Promise<OpenedSession> {
    const { token, expiresAt } = await this.signIn.run({ username, password, address });
    return { token, expiresAt: expiresAt.toISOString() };
  }

  @SignedIn()
  @Delete('current')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out' })
  @ApiNoContentResponse({ description: 'The token is worth nothing any more.' })
  async close(@SessionToken() token: string): Promise<void> {
    await this.signOut.run(token);
  }
}
