import 'reflect-metadata';
import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { readEnvironment } from '../config/environment.js';
import { createLogger } from '../observability/logging.js';
import { Public, RequirePermission, SessionVerifier, SignedIn, type Actor } from './access.js';
import { createHttpApp, type HttpApp } from './create-http-app.js';
import { currentContext, currentScope } from './request-context.js';
import { AcceptsBody } from './route-options.js';

const TOKEN = 'a-token-of-the-zone-officer';
const OFFICER: Actor = {
  personId: 'p1',
  username: 'wang',
  posts: [{ role: 'zone-officer', organisationId: 7, code: 'Z07' }],
  permissions: new Set(['hazards.read']),
  scope: [7],
};

class FakeSessions extends SessionVerifier {
  asked = 0;

  async verify(token: string): Promise<Actor | undefined> {
    this.asked += 1;
    return token === TOKEN ? OFFICER : undefined;
  }
}

let handled = 0;

@Controller('v1')
class ThingsController {
  @Public()
  @Get('public')
  anybody(): object {
    return { actor: currentContext()?.actor ?? null, scope: currentScope() };
  }

  @SignedIn()
  @Get('me')
  me(): object {
    return { username: currentContext()?.actor?.username, scope: currentScope() };
  }

  @RequirePermission('hazards.read')
  @Get('hazards')
  read(): object {
    return { ok: true };
  }

  @RequirePermission('hazards.grade')
  @Post('grades')
  grade(): object {
    handled += 1;
    return {};
  }

  @RequirePermission('hazards.import')
  @AcceptsBody('csv')
  @Post('import')
  import(@Body() file: Buffer): object {
    handled += 1;
    return { bytes: file.length };
  }
}

const sessions = new FakeSessions();

@Module({ controllers: [ThingsController], providers: [{ provide: SessionVerifier, useValue: sessions }] })
class ThingsModule {}

const options = { environment: readEnvironment({}), logger: createLogger({ level: 'silent' }) };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('access', () => {
  let service: HttpApp;

  beforeAll(async () => {
    service = await createHttpApp(ThingsModule, options);
  });

  afterAll(() => service.close());

  const ask = (method: 'GET' | 'POST', url: string, headers: Record<string, string> = {}) =>
    service.app.inject({ method, url, headers });

  it('lets anybody call what is public, without looking at the token', async () => {
    sessions.asked = 0;
    const answer = await ask('GET', '/v1/public', bearer(TOKEN));
    expect(answer.json()).toEqual({ actor: null, scope: [] });
    expect(sessions.asked).toBe(0);
  });

  it('knows who asks, and sees only their subtree', async () => {
    expect((await ask('GET', '/v1/me', bearer(TOKEN))).json()).toEqual({ username: 'wang', scope: [7] });
    expect((await ask('GET', '/v1/hazards', { authorization: `bearer ${TOKEN}` })).statusCode).toBe(200);
  });

  it.each([
    ['no token', {}, 'Bearer realm="tocsin"'],
    ['another token', bearer('another-token-entirely'), 'Bearer realm="tocsin", error="invalid_token"'],
    ['a short token', bearer('x'), 'Bearer realm="tocsin", error="invalid_token"'],
    ['another scheme', { authorization: 'Basic d2FuZzp3YW5n' }, 'Bearer realm="tocsin", error="invalid_token"'],
    [
      'two tokens',
      { authorization: `Bearer ${TOKEN}, Bearer ${TOKEN}` },
      'Bearer realm="tocsin", error="invalid_token"',
    ],
  ])('answers 401 to %s', async (_name, headers, challenge) => {
    const answer = await ask('GET', '/v1/hazards', headers);
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toBe(challenge);
    expect(answer.json().type).toBe('urn:tocsin:problem:unauthenticated');
  });

  it('answers 403 without the permission, and the handler does not run', async () => {
    handled = 0;
    const answer = await ask('POST', '/v1/grades', bearer(TOKEN));
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({
      type: 'urn:tocsin:problem:forbidden',
      detail: expect.stringContaining('hazards.grade'),
    });
    expect(handled).toBe(0);
  });

  it('refuses an upload before its body is read', async () => {
    const headers = { 'content-type': 'text/csv', 'content-length': String(10 * 1024 * 1024) };
    // Fewer bytes than announced: reading them would end in 400.
    const answer = await service.app.inject({ method: 'POST', url: '/v1/import', headers, payload: 'a,b' });
    expect(answer.statusCode).toBe(401);
    const stranger = await service.app.inject({
      method: 'POST',
      url: '/v1/import',
      headers: { ...headers, ...bearer(TOKEN) },
      payload: 'a,b',
    });
    expect(stranger.statusCode).toBe(403);
  });
});

describe('a service with a fault in its endpoints', () => {
  @Controller('v1/forgotten')
  class ForgottenController {
    @Get(':id/grade')
    explain(): object {
      return {};
    }

    @Public()
    @Get()
    list(): object {
      return {};
    }
  }

  @Module({ controllers: [ForgottenController] })
  class ForgottenModule {}

  @Module({ controllers: [ThingsController] })
  class SessionlessModule {}

  it('does not start when one does not declare its access, and names it', async () => {
    await expect(createHttpApp(ForgottenModule, options)).rejects.toThrow(
      'These endpoints lack @Public(), @SignedIn() or @RequirePermission():\n  GET /v1/forgotten/:id/grade (ForgottenController.explain)',
    );
  });

  it('does not start when nobody can verify sessions', async () => {
    await expect(createHttpApp(SessionlessModule, options)).rejects.toThrow(
      /ThingsController\.me\) needs a provider of SessionVerifier/,
    );
  });
});
