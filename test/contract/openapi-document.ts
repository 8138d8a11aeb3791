interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
}

export interface MediaType {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
}

export interface Response {
  readonly description?: string;
  readonly content?: Readonly<Record<string, MediaType>>;
}

export interface OperationObject {
  readonly operationId: string;
  readonly summary?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, MediaType>> };
  readonly responses: Readonly<Record<string, Response>>;
  readonly security?: readonly object[];
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** One operation with the name by which tables call it, such as `POST /v1/hazards/{id}/plan`. */
export interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly spec: OperationObject;
}

export function operationsOf(document: OpenApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, spec]) => {
      const verb = method.toUpperCase();
      return { name: `${verb} ${path}`, method: verb, path, spec };
    }),
  );
}

/** A body that the document itself shows: its example, or one put together from the examples of its fields. */
export function exampleBody(
  document: OpenApiDocument,
  { spec }: Operation,
): { type: string; body: unknown } | undefined {
  const [entry] = Object.entries(spec.requestBody?.content ?? {});
  if (!entry) return undefined;
  const [type, media] = entry;
  return { type, body: exampleOfMedia(document, media) };
}

/** undefined when the document shows none. */
export function exampleOfMedia(document: OpenApiDocument, media: MediaType): unknown {
  if (media.example !== undefined) return media.example;
  const [named] = Object.values(media.examples ?? {});
  return named ? named.value : exampleOf(document, media.schema ?? {});
}

function exampleOf(document: OpenApiDocument, schema: Schema): unknown {
  if (schema.$ref) {
    const target = document.components.schemas[schema.$ref.split('/').at(-1) ?? ''];
    if (!target) throw new Error(`the document has no ${schema.$ref}`);
    return exampleOf(document, target);
  }
  const given = schema.example ?? schema.examples?.[0] ?? schema.default ?? schema.enum?.[0];
  if (given !== undefined) return given;
  const [part] = [...(schema.allOf ?? []), ...(schema.oneOf ?? [])];
  if (part) return exampleOf(document, part);
  if (schema.items) return (schema.minItems ?? 1) > 0 ? [exampleOf(document, schema.items)] : [];
  if (!schema.properties) return undefined;
  const shown = (schema.required ?? []).map((name) => [name, exampleOf(document, schema.properties?.[name] ?? {})]);
  return shown.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(shown);
}
