import { type CanActivate, type ExecutionContext, type INestApplicationContext } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { endpointsOf } from './endpoints.js';
import { Problem } from './problem.js';
import { currentContext } from './request-context.js';
import { declaredOptions, declareRoute, optionsOf } from './route-options.js';

/** A post that a person holds: a role at an organisation. */
export interface ActorPost {
  readonly role: string;
  readonly organisationId: number;
  /** The organisation's code. */
  readonly code: string;
  /** What this post permits; left out where all that the actor may do holds at each of his posts. */
  readonly permissions?: ReadonlySet<string>;
}

/** The person behind a request, with rights as they are now, not as they were at sign-in. */
export interface Actor {
  readonly personId: string;
  readonly username: string;
  readonly posts: readonly ActorPost[];
  readonly permissions: ReadonlySet<string>;
  /** Organisations whose subtrees the person may see. */
  readonly scope: readonly number[];
}

/** Who may call an endpoint. */
export type Access =
  | { readonly kind: 'public' }
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'permission'; readonly permission: string };

/** Anybody may call this, and nobody is recognised: a token that is sent along is not even looked at. */
export const Public = (): MethodDecorator => declareRoute({ access: { kind: 'public' } });

/** Anybody with a valid session may call this: it concerns only the caller. */
export const SignedIn = (): MethodDecorator => declareRoute({ access: { kind: 'signed-in' } });

/** Callers need this permission. Whether the resource lies in their subtree is for the repository to decide, with 404. */
export const RequirePermission = (permission: string): MethodDecorator =>
  declareRoute({ access: { kind: 'permission', permission } });

/** Port: turns a session token into the person whom it stands for. */
export abstract class SessionVerifier {
  /** undefined for a token that is unknown, expired or revoked, or whose person was disabled. */
  abstract verify(token: string): Promise<Actor | undefined>;
}

const BEARER = /^Bearer ([A-Za-z0-9._~+/-]{16,512}=*)$/i;

/** Lets a request through when its caller may do what the endpoint declares; endpoints that declare nothing stay shut. */
export class AccessGuard implements CanActivate {
  constructor(private readonly sessions: SessionVerifier) {}

  canActivate(context: ExecutionContext): true | Promise<true> {
    const { access } = declaredOptions(context.getHandler());
    if (access?.kind === 'public') return true;
    return this.admit(context.switchToHttp().getRequest<FastifyRequest>(), access).then(() => true as const);
  }

  /** Throws 401 or 403. Remembers the actor, so that a second call for one request costs nothing. */
  async admit(request: FastifyRequest, access: Access | undefined = optionsOf(request).access): Promise<void> {
    if (access?.kind === 'public') return;
    if (!access) throw Problem.forbidden('This endpoint does not say who may call it.');
    const context = currentContext();
    const actor = context?.actor ?? (await this.authenticate(request));
    if (context) context.actor = actor;
    if (access.kind === 'permission' && !actor.permissions.has(access.permission)) {
      throw Problem.forbidden(`This needs the permission ${access.permission}, which none of your posts gives.`);
    }
    if (context && access.kind === 'permission') context.actor = onlyWhere(actor, access.permission);
  }

  private async authenticate({ headers }: FastifyRequest): Promise<Actor> {
    if (headers.authorization === undefined) {
      throw Problem.unauthenticated('Send the token of POST /v1/sessions as "Authorization: Bearer …".');
    }
    const token = BEARER.exec(headers.authorization)?.[1];
    const actor = token === undefined ? undefined : await this.sessions.verify(token);
    if (!actor)
      throw Problem.unauthenticated('This session does not exist or has ended; sign in again.', 'invalid_token');
    return actor;
  }
}

/** The actor as this endpoint may know him: a post that does not give the right lends its subtree to none that does. */
function onlyWhere(actor: Actor, permission: string): Actor {
  const entitling = actor.posts.filter((post) => post.permissions?.has(permission) ?? true);
  if (entitling.length === actor.posts.length) return actor;
  return { ...actor, scope: [...new Set(entitling.map((post) => post.organisationId))] };
}

/** Refuses to start with an endpoint that does not declare who may call it, since nobody would notice the omission later. */
export function assertEveryEndpointDeclaresAccess(app: INestApplicationContext): void {
  const undeclared = endpointsOf(app)
    .filter(({ options }) => options.access === undefined)
    .map(({ name }) => `  ${name}`);
  if (undeclared.length === 0) return;
  throw new Error(`These endpoints lack @Public(), @SignedIn() or @RequirePermission():\n${undeclared.join('\n')}`);
}
