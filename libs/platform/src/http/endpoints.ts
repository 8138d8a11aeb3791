import { RequestMethod, type INestApplicationContext } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { declaredOptions, type RouteOptions } from './route-options.js';

type Method = (...args: unknown[]) => unknown;
type Class = abstract new (...args: never[]) => object;

/** One parameter of a handler that is filled from the request. */
export interface EndpointInput {
  readonly from: 'body' | 'query' | 'param' | 'other';
  /** The single field that the parameter asks for; undefined when it takes the whole. */
  readonly field?: string;
  /** The class that the parameter is declared with. */
  readonly type?: unknown;
  /** The function behind a parameter decorator of our own. */
  readonly factory?: unknown;
}

/** A method of a controller that answers requests. */
export interface Endpoint {
  readonly controller: Class;
  readonly methodName: string;
  readonly handler: Method;
  /** `POST /v1/hazards/:id/plan (RectificationController.plan)` */
  readonly name: string;
  readonly verb: string;
  readonly path: string;
  readonly options: RouteOptions;
  readonly inputs: readonly EndpointInput[];
}

/** Every endpoint of every controller of an application. */
export function endpointsOf(app: INestApplicationContext): Endpoint[] {
  return [...app.get(ModulesContainer).values()]
    .flatMap((module) => [...module.controllers.values()])
    .flatMap(({ metatype }) => endpointsOfController(metatype as unknown as Class));
}

/** The endpoints of one controller, whether or not an application runs it. */
export function endpointsOfController(controller: Class): Endpoint[] {
  const prototype = controller.prototype as Record<string, unknown>;
  return new MetadataScanner()
    .getAllMethodNames(prototype)
    .filter((name) => Reflect.hasMetadata(PATH_METADATA, prototype[name] as object))
    .map((name) => endpointOf(controller, name, prototype[name] as Method));
}

function endpointOf(controller: Class, methodName: string, handler: Method): Endpoint {
  const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number] ?? 'ALL';
  const path = [controller, handler]
    .flatMap((target) => String((Reflect.getMetadata(PATH_METADATA, target) as string | undefined) ?? '').split('/'))
    .filter((part) => part !== '');
  const name = `${verb} /${path.join('/')} (${controller.name}.${methodName})`;
  const inputs = inputsOf(controller, methodName);
  return {
    controller,
    methodName,
    handler,
    name,
    verb,
    path: `/${path.join('/')}`,
    options: declaredOptions(handler),
    inputs,
  };
}

/** The inputs of a handler, from the metadata that Nest's parameter decorators leave. */
export function inputsOf(controller: Class, methodName: string): EndpointInput[] {
  const declared = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, methodName) ?? {}) as Record<
    string,
    { index: number; data?: unknown; factory?: unknown }
  >;
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype as object, methodName) ??
    []) as unknown[];
  return Object.entries(declared).map(([key, { index, data, factory }]) => {
    const kind = factory === undefined ? Number(key.split(':')[0]) : undefined;
    const field = typeof data === 'string' ? data : undefined;
    return { from: sourceOf(kind), field, type: types[index], factory };
  });
}

function sourceOf(kind: number | undefined): EndpointInput['from'] {
  if (kind === (RouteParamtypes.BODY as number)) return 'body';
  if (kind === (RouteParamtypes.QUERY as number)) return 'query';
  if (kind === (RouteParamtypes.PARAM as number)) return 'param';
  return 'other';
}
