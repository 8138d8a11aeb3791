import { type Readable } from 'node:stream';
import { FILE_BODY_LIMIT } from './body-hygiene.js';
import { Problem } from './problem.js';

export interface FormFile {
  /** Of the input on the page. */
  readonly field: string;
  /** As the sender's machine calls it: nothing that may be trusted. */
  readonly name: string;
  readonly content: Buffer;
}

export interface FormWithFiles {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: readonly FormFile[];
}

/** Reads what a page with file inputs sends (multipart/form-data), at most 10 MiB. Inputs in which no file was chosen are left out. */
export async function readFormWithFiles(body: Readable, contentType: string): Promise<FormWithFiles> {
  const bytes = await bytesOf(body);
  const form = await new Response(bytes, { headers: { 'Content-Type': contentType } }).formData().catch(() => {
    throw Problem.malformed('The form cannot be read.');
  });
  const fields: Record<string, string> = {};
  const files: FormFile[] = [];
  for (const [field, value] of form) {
    if (typeof value !== 'string') {
      if (value.size > 0) files.push({ field, name: value.name, content: Buffer.from(await value.arrayBuffer()) });
    } else if (Object.hasOwn(fields, field) || !value.isWellFormed()) {
      throw Problem.malformed('The form cannot be read.');
    } else fields[field] = value;
  }
  return { fields, files };
}

async function bytesOf(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // A stream that is destroyed takes the connection with it, and the answer could not be sent.
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > FILE_BODY_LIMIT) throw Problem.payloadTooLarge(FILE_BODY_LIMIT);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
