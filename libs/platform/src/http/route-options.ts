import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import { type FastifyRequest } from 'fastify';
import { type Access } from './access.js';

/** Media types of request bodies besides JSON, by the short name that a route declares. */
export const BODY_TYPES = {
  json: 'application/json',
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  form: 'application/x-www-form-urlencoded',
  'form-with-files': 'multipart/form-data',
  pdf: 'application/pdf',
  jpeg: 'image/jpeg',
  png: 'image/png',
} as const;

export type BodyKind = keyof typeof BODY_TYPES;

/** What a route declares for the time before its handler runs, while the body has not been read. */
export interface RouteOptions {
  readonly access?: Access;
  readonly bodies?: readonly BodyKind[];
  /** Members that a JSON body may have, where the usual 1000 do not do. */
  readonly maxJsonKeys?: number;
}

/** Adds to the options of an endpoint; Nest's own RouteConfig would replace what another decorator declared. */
export function declareRoute(options: RouteOptions): MethodDecorator {
  return (_target, _key, descriptor) => {
    const handler = descriptor.value as object;
    const existing = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) as RouteOptions | undefined;
    Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG_METADATA, { ...existing, ...options }, handler);
  };
}

export function declaredOptions(handler: object): RouteOptions {
  return (Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) as RouteOptions | undefined) ?? {};
}

export const optionsOf = (request: FastifyRequest): RouteOptions => request.routeOptions.config as RouteOptions;

/**
 * The endpoint takes these kinds of bodies instead of JSON. Files arrive as a Buffer of at most 10 MiB, a form as its fields, and a form
 * with files unread, for readFormWithFiles.
 */
export const AcceptsBody = (...bodies: BodyKind[]): MethodDecorator => declareRoute({ bodies });

/** The endpoint takes JSON with more members than usual, such as a whole rule pack; at most 256 KiB all the same. */
export const AcceptsLargeJson = (maxJsonKeys: number): MethodDecorator => declareRoute({ maxJsonKeys });
