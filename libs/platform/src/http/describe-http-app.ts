import 'reflect-metadata';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { MODULE_METADATA, PARAMTYPES_METADATA, SELF_DECLARED_DEPS_METADATA } from '@nestjs/common/constants.js';
import { NestFactory } from '@nestjs/core';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject } from '@nestjs/swagger';
import { Health } from '../observability/health.js';
import { Metrics } from '../observability/metrics.js';
import { ApiDocument } from './api-document.js';
import { createHttpAdapter } from './http-adapter.js';
import { buildApiDocument } from './openapi.js';
import { RateLimiter } from './rate-limit.js';
import { RouteTable } from './route-table.js';
import { SystemModule } from './system.module.js';

type AnyModule = Type | DynamicModule;

/** The document of a service with these modules, without starting it: its controllers alone, of whose parts none is there. */
export async function describeHttpApp(modules: readonly AnyModule[]): Promise<OpenAPIObject> {
  @Module({})
  class DescribedModule {}
  const controllers = [...new Set(modules.flatMap(controllersOf))];
  const providers = [...new Set(controllers.flatMap(needsOf))].map((provide) => ({
    provide: provide as Type,
    useValue: {},
  }));
  const parts = {
    health: new Health(() => undefined),
    metrics: new Metrics(),
    limiter: new RateLimiter(),
    document: new ApiDocument(),
  };
  const app = await NestFactory.create<NestFastifyApplication>(
    SystemModule.around({ module: DescribedModule, controllers, providers }, parts),
    createHttpAdapter(new RouteTable(), []),
    { preview: true, logger: false, abortOnError: false },
  );
  try {
    return buildApiDocument(app);
  } finally {
    await app.close();
  }
}

function controllersOf(module: AnyModule): Type[] {
  const { module: type, ...dynamic } = 'module' in module ? module : { module };
  const declared = (name: string): unknown[] => (Reflect.getMetadata(name, type) as unknown[] | undefined) ?? [];
  const imported = [...declared(MODULE_METADATA.IMPORTS), ...(dynamic.imports ?? [])] as AnyModule[];
  const own = [...declared(MODULE_METADATA.CONTROLLERS), ...(dynamic.controllers ?? [])] as Type[];
  return [...own, ...imported.flatMap(controllersOf)];
}

/** What the constructor of a controller asks for. */
function needsOf(controller: Type): unknown[] {
  const types = (Reflect.getMetadata(PARAMTYPES_METADATA, controller) as unknown[] | undefined) ?? [];
  const named = (Reflect.getMetadata(SELF_DECLARED_DEPS_METADATA, controller) ?? []) as {
    index: number;
    param: unknown;
  }[];
  return types.map((type, i) => named.find(({ index }) => index === i)?.param ?? type);
}
