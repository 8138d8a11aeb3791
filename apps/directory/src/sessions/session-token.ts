import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';

/** Parameter decorator: the token that the caller, whom the access guard has recognised, came with. */
export const SessionToken = createParamDecorator((_data: unknown, context: ExecutionContext): string => {
  const { authorization = '' } = context.switchToHttp().getRequest<FastifyRequest>().headers;
  return authorization.slice(authorization.indexOf(' ') + 1);
});
