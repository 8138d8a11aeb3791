import { type INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { endpointsOf, type Endpoint } from './endpoints.js';
import { preconditionOf } from './etag.js';
import { IDEMPOTENT, type IdempotentOptions } from './idempotency.js';
import { describeFields, type Class } from './openapi-fields.js';
import { FAILURE_RESPONSE, PROBLEM_SCHEMAS, problemResponses, problemsOf } from './openapi-problems.js';
import { BODY_TYPES, type BodyKind } from './route-options.js';

export interface ApiTitle {
  readonly title: string;
  readonly description: string;
  readonly version: string;
}

interface Operation {
  operationId?: string;
  parameters?: object[];
  requestBody?: { required?: boolean; content?: Record<string, { examples?: object }> };
  responses: Record<string, unknown>;
  security?: Record<string, string[]>[];
}

const DEFAULT_TITLE: ApiTitle = {
  title: 'Tocsin',
  description: 'Hazard escalation for education bureaus. Errors are problem documents (RFC 9457).',
  version: '1',
};
const BEARER = 'session';

/** The OpenAPI 3.1 document of all controllers, with fields from their validation rules and problems from their decorators. */
export function buildApiDocument(
  app: INestApplication,
  { title, description, version }: ApiTitle = DEFAULT_TITLE,
): OpenAPIObject {
  const endpoints = endpointsOf(app);
  const described = describeInputs(endpoints);
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(title)
    .setDescription(description)
    .setVersion(version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'The token of POST /v1/sessions' }, BEARER);
  const document = SwaggerModule.createDocument(app, builder.build(), { operationIdFactory: operationId });

  const operations = operationsById(document);
  for (const endpoint of endpoints) {
    const operation = operations.get(operationId(endpoint.controller.name, endpoint.methodName));
    if (operation) complete(operation, endpoint);
  }
  closeSchemas(document, described);
  return document;
}

function operationId(controller: string, method: string): string {
  return `${controller.replace(/Controller$/, '').replace(/^./, (first) => first.toLowerCase())}.${method}`;
}

function describeInputs(endpoints: readonly Endpoint[]): ReadonlySet<Class> {
  const met = new Set<Class>();
  const inputs = endpoints.flatMap((endpoint) => endpoint.inputs);
  for (const { from, type, field } of inputs) {
    if (from === 'other' || field !== undefined || typeof type !== 'function' || BUILT_IN.has(type)) continue;
    describeFields(type as Class, met);
  }
  return met;
}

const BUILT_IN: ReadonlySet<unknown> = new Set([Object, String, Number, Boolean, Array, Buffer]);

function operationsById(document: OpenAPIObject): Map<string, Operation> {
  const found = new Map<string, Operation>();
  for (const item of Object.values(document.paths)) {
    for (const operation of Object.values(item) as unknown as Operation[]) {
      if (operation?.operationId) found.set(operation.operationId, operation);
    }
  }
  return found;
}

function complete(operation: Operation, endpoint: Endpoint): void {
  const { options, inputs, handler } = endpoint;
  // A problem that an endpoint describes itself says more than the general one.
  operation.responses = { ...problemResponses(problemsOf(endpoint)), '5XX': FAILURE_RESPONSE, ...operation.responses };
  operation.security = options.access?.kind === 'public' ? [] : [{ [BEARER]: [] }];
  operation.parameters = [...(operation.parameters ?? []), ...headerParameters(handler, inputs)];
  if (options.bodies) {
    operation.requestBody = { required: true, content: fileContent(options.bodies, operation.requestBody) };
  }
}

const UNSHOWN: ReadonlySet<BodyKind> = new Set(['xlsx', 'jpeg', 'png']);

/** Workbooks and pictures cannot be shown in a document, so the examples that an endpoint gives are of its other types. */
function fileContent(kinds: readonly BodyKind[], described: Operation['requestBody']): Record<string, object> {
  const examples = Object.values(described?.content ?? {})[0]?.examples;
  const binary = { schema: { type: 'string', format: 'binary' } };
  const contentOf = (kind: BodyKind): object => {
    if (kind === 'json') return {};
    return !UNSHOWN.has(kind) && examples ? { ...binary, examples } : binary;
  };
  return Object.fromEntries(kinds.map((kind) => [BODY_TYPES[kind], contentOf(kind)]));
}

function headerParameters(handler: object, inputs: Endpoint['inputs']): object[] {
  const idempotent = Reflect.getMetadata(IDEMPOTENT, handler) as IdempotentOptions | undefined;
  const isConditional = inputs.some(({ factory }) => factory === preconditionOf);
  return [
    ...(idempotent
      ? [
          header(
            'Idempotency-Key',
            'A repeated request with the same key gets the first answer again.',
            'b1c5c8a0-4a4e-4b39-9d3e-1f2f5f1f9d11',
            idempotent.required,
          ),
        ]
      : []),
    ...(isConditional
      ? [header('If-Match', 'The ETag of the version that the change is meant for.', '"v3"', true)]
      : []),
  ];
}

function header(name: string, description: string, example: string, required = false): object {
  return { name, in: 'header', required, description, schema: { type: 'string' }, example };
}

/** Unknown fields are refused, so the schemas of what comes in are closed. */
function closeSchemas(document: OpenAPIObject, described: ReadonlySet<Class>): void {
  const schemas = ((document.components ??= {}).schemas ??= {});
  for (const { name } of described) {
    const schema = schemas[name];
    if (schema && !('$ref' in schema)) schema.additionalProperties = false;
  }
  delete schemas['Buffer'];
  Object.assign(schemas, PROBLEM_SCHEMAS);
}
