import { createHash } from 'node:crypto';
import { type OpenAPIObject } from '@nestjs/swagger';

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}
h2{margin-top:2.5rem;border-bottom:1px solid #d0d7de}details{margin:.5rem 0}summary{cursor:pointer}
code{font:14px ui-monospace,monospace;background:#f2f4f6;padding:.1rem .3rem;border-radius:3px}
table{border-collapse:collapse;margin:.5rem 0}td,th{border:1px solid #d0d7de;padding:.2rem .6rem;text-align:left;vertical-align:top}
pre{background:#f2f4f6;padding:.6rem;overflow:auto;font:13px/1.4 ui-monospace,monospace}.verb{display:inline-block;min-width:4.5rem;font-weight:600}`;

/** The page loads nothing and runs nothing: only its own style, by its hash. */
export const DOCS_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: object;
}

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Record<string, { readonly schema?: object }> };
  readonly responses: Record<string, { readonly description?: string }>;
  readonly security?: readonly object[];
}

interface Listed {
  readonly verb: string;
  readonly path: string;
  readonly operation: Operation;
}

/** The API document as one static page. */
export function renderDocsPage(document: OpenAPIObject): string {
  const listed = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([verb, operation]): Listed => ({
      verb: verb.toUpperCase(),
      path,
      operation: operation as Operation,
    })),
  );
  const tags = [...new Set(listed.map(({ operation }) => tagOf(operation)))].sort();
  const sections = tags.map((tag) => {
    const rows = listed.filter(({ operation }) => tagOf(operation) === tag).map(renderOperation);
    return `<h2>${escape(tag)}</h2>${rows.join('')}`;
  });
  const schemas = Object.entries(document.components?.schemas ?? {}).map(
    ([name, schema]) =>
      `<details id="schema-${escape(name)}"><summary><code>${escape(name)}</code></summary>${json(schema)}</details>`,
  );
  const { title, description = '' } = document.info;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title><style>${STYLE}</style></head><body><h1>${escape(title)}</h1><p>${escape(description)} For machines: <a href="openapi.json">openapi.json</a>.</p>${sections.join('')}<h2>Schemas</h2>${schemas.join('')}</body></html>`;
}

function tagOf({ tags }: Operation): string {
  return tags?.[0] ?? 'Other';
}

function renderOperation({ verb, path, operation }: Listed): string {
  const { summary = '', description = '', parameters = [], requestBody, responses, security = [] } = operation;
  const access = security.length > 0 ? 'Needs a session.' : 'Public.';
  const inputs = parameters.map(({ name, in: place, required, description: text = '', schema = {} }) => {
    return `<tr><td><code>${escape(name)}</code></td><td>${escape(place)}${required ? ', required' : ''}</td><td>${escape(text)} <code>${escape(JSON.stringify(schema))}</code></td></tr>`;
  });
  const bodies = Object.entries(requestBody?.content ?? {}).map(
    ([type, { schema = {} }]) => `<p>Body: <code>${escape(type)}</code> ${reference(schema)}</p>`,
  );
  const answers = Object.entries(responses).map(
    ([status, { description: text = '' }]) => `<tr><td>${escape(status)}</td><td>${escape(text)}</td></tr>`,
  );
  const table = inputs.length > 0 ? `<table>${inputs.join('')}</table>` : '';
  return `<details><summary><span class="verb">${escape(verb)}</span><code>${escape(path)}</code> ${escape(summary)}</summary><p>${escape(description)} ${access}</p>${table}${bodies.join('')}<table>${answers.join('')}</table></details>`;
}

function reference(schema: object): string {
  const name = '$ref' in schema && typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
  return name ? `<a href="#schema-${escape(name)}">${escape(name)}</a>` : json(schema);
}

function json(value: unknown): string {
  return `<pre>${escape(JSON.stringify(value, null, 2))}</pre>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
