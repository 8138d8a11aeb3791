import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { JSON_LIMITS, parseJson } from './json-hygiene.js';
import { Problem } from './problem.js';
import { BODY_TYPES, optionsOf, type BodyKind } from './route-options.js';

/** Bytes of a JSON body. */
export const JSON_BODY_LIMIT = 256 * 1024;
/** Bytes of an uploaded file, or of a form with its files. */
export const FILE_BODY_LIMIT = 10 * 1024 * 1024;
/** Bytes of what a page's form sends. */
export const FORM_BODY_LIMIT = 64 * 1024;

const rawBodies = new WeakMap<FastifyRequest, Buffer>();

/** The bytes of a body as they arrived; undefined when there was none. */
export const rawBodyOf = (request: FastifyRequest): Buffer | undefined => rawBodies.get(request);

/** Replaces Fastify's parsers: nothing but JSON is taken, save where a route declares otherwise. */
export function installBodyParsers(instance: FastifyInstance): void {
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser(
    BODY_TYPES.json,
    { parseAs: 'buffer', bodyLimit: JSON_BODY_LIMIT },
    (request, body, done) => {
      const bytes = body as Buffer;
      if (bytes.length === 0) return done(null, undefined);
      rawBodies.set(request, bytes);
      const { maxJsonKeys = JSON_LIMITS.maxKeys } = optionsOf(request);
      done(null, parseJson(bytes, { ...JSON_LIMITS, maxKeys: maxJsonKeys }));
    },
  );
  instance.addContentTypeParser(
    [BODY_TYPES.csv, BODY_TYPES.xlsx, BODY_TYPES.pdf, BODY_TYPES.jpeg, BODY_TYPES.png],
    { parseAs: 'buffer', bodyLimit: FILE_BODY_LIMIT },
    (request, body, done) => {
      rawBodies.set(request, body as Buffer);
      done(null, body);
    },
  );
  // What a page without scripts sends. Fields are texts; the same field twice is nobody's honest form.
  instance.addContentTypeParser(
    BODY_TYPES.form,
    { parseAs: 'buffer', bodyLimit: FORM_BODY_LIMIT },
    (request, body, done) => {
      const bytes = body as Buffer;
      rawBodies.set(request, bytes);
      const fields = new URLSearchParams(bytes.toString('utf8'));
      const entries = [...fields];
      if (!bytes.toString('utf8').isWellFormed() || new Set(fields.keys()).size !== entries.length) {
        return done(Problem.malformed('The form cannot be read.'));
      }
      done(null, Object.fromEntries(entries));
    },
  );
  // Whoever sends one need not be signed in, so the handler looks at what else it knows of him before it reads megabytes.
  instance.addContentTypeParser(BODY_TYPES['form-with-files'], (_request, stream, done) => done(null, stream));
  // Runs before the first byte of the body is read, so that a wrong type costs nothing.
  instance.addHook('preParsing', (request, _reply, _payload, done) => {
    done(faultOfBodyHeaders(request) ?? null);
  });
}

/** The problem of the header fields that describe a body; undefined when there is no body or it may be read. */
function faultOfBodyHeaders(request: FastifyRequest): Problem | undefined {
  if (!announcesBody(request) || request.is404) return undefined;
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    return Problem.unsupportedMediaType('Send the body without Content-Encoding.', { 'Accept-Encoding': 'identity' });
  }
  const kinds = optionsOf(request).bodies ?? (['json'] satisfies BodyKind[]);
  const taken = kinds.map((kind) => BODY_TYPES[kind]);
  const contentType = request.headers['content-type'];
  const [mediaType = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  const kind = kinds.find((each) => BODY_TYPES[each] === mediaType);
  if (kind === undefined) {
    const given = contentType === undefined ? 'no Content-Type' : 'another Content-Type';
    return Problem.unsupportedMediaType(`Send ${taken.join(' or ')}; the body came with ${given}.`, {
      Accept: taken.join(', '),
    });
  }
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  if (kind === 'json' && charset !== undefined && !/^"?utf-?8"?$/.test(charset)) {
    return Problem.unsupportedMediaType('Send JSON as UTF-8.', { Accept: BODY_TYPES.json });
  }
  const limit = kind === 'json' ? JSON_BODY_LIMIT : kind === 'form' ? FORM_BODY_LIMIT : FILE_BODY_LIMIT;
  return Number(request.headers['content-length']) > limit ? Problem.payloadTooLarge(limit) : undefined;
}

function announcesBody({ method, headers }: FastifyRequest): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
}
