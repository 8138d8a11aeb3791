import { type CanActivate, type ExecutionContext } from '@nestjs/common';
import { type AccessGuard } from './access.js';
import { type RateLimitGuard } from './rate-limit.js';
import { type UnexpectedInputGuard } from './unexpected-input.guard.js';

/** The guards of every endpoint in their order, as one: Nest waits a turn of the event loop for each guard it knows. */
export class EndpointGuard implements CanActivate {
  constructor(
    private readonly access: AccessGuard,
    private readonly limits: RateLimitGuard,
    private readonly inputs: UnexpectedInputGuard,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const admitted = this.access.canActivate(context);
    const rest = (): boolean => this.limits.canActivate(context) && this.inputs.canActivate(context);
    return admitted === true ? rest() : admitted.then(rest);
  }
}
