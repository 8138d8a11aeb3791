import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { Health } from '../observability/health.js';
import { Metrics } from '../observability/metrics.js';
import { ApiDocument } from './api-document.js';
import { RateLimiter } from './rate-limit.js';
import { SystemController } from './system.controller.js';

export interface SystemParts {
  readonly health: Health;
  readonly metrics: Metrics;
  readonly limiter: RateLimiter;
  readonly document: ApiDocument;
}

/** Wraps a service's root module with what every service serves, and lends Metrics and RateLimiter to all modules. */
@Module({})
export class SystemModule {
  static around(root: Type | DynamicModule, { health, metrics, limiter, document }: SystemParts): DynamicModule {
    return {
      module: SystemModule,
      global: true,
      imports: [root],
      controllers: [SystemController],
      providers: [
        { provide: Health, useValue: health },
        { provide: Metrics, useValue: metrics },
        { provide: RateLimiter, useValue: limiter },
        { provide: ApiDocument, useValue: document },
      ],
      exports: [Health, Metrics, RateLimiter],
    };
  }
}
