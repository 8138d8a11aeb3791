import { applyDecorators, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { type Permission } from '#hazards/directory/permissions.js';
import { RequirePermission } from '#platform/http/access.js';
import { etagOf } from '#platform/http/etag.js';
import { Idempotent } from '#platform/http/idempotency.js';
import { type HazardView, type HazardWithNames, viewOf } from '#store/hazards/hazard-view.js';

/** A step of the closed loop as an endpoint below a hazard. It answers with the hazard as it then is. */
export const ClosedLoopStep = (path: string, permission: Permission, summary: string): MethodDecorator =>
  applyDecorators(
    Post(`:id/${path}`),
    HttpCode(200),
    RequirePermission(permission),
    Idempotent(),
    ApiOperation({ summary }),
    ApiOkResponse({ description: 'The hazard after the step, with its new version as ETag.' }),
  );

/** The answer to a step. */
export function answerWith(hazard: HazardWithNames, reply: FastifyReply): HazardView {
  void reply.header('ETag', etagOf(hazard.version));
  return viewOf(hazard);
}
