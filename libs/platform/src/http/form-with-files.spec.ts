import { Readable } from 'node:stream';
import { FILE_BODY_LIMIT } from './body-hygiene.js';
import { readFormWithFiles } from './form-with-files.js';

/** The form as a browser sends it. */
async function sent(entries: readonly (readonly [string, string | File])[]): Promise<[Readable, string]> {
  const form = new FormData();
  for (const [name, value] of entries) form.append(name, value);
  const request = new Response(form);
  const bytes = Buffer.from(await request.arrayBuffer());
  return [Readable.from([bytes.subarray(0, 100), bytes.subarray(100)]), request.headers.get('content-type') ?? ''];
}

describe('a form with files', () => {
  it('is read in fields and files', async () => {
    const content = Uint8Array.from([0, 255, 13, 10, 45, 45, 13, 10]);
    const form = await readFormWithFiles(
      ...(await sent([
        ['a.people', '李强、"王芳"\n'],
        ['e.photos', new File([content], '演练 1.jpg')],
        ['e.photos', new File([content], 'b.jpg')],
      ])),
    );
    expect(form.fields).toEqual({ 'a.people': '李强、"王芳"\r\n' });
    expect(form.files).toEqual([
      { field: 'e.photos', name: '演练 1.jpg', content: Buffer.from(content) },
      { field: 'e.photos', name: 'b.jpg', content: Buffer.from(content) },
    ]);
  });

  it('leaves out an input in which nothing was chosen, as a browser sends it', async () => {
    const part = 'Content-Disposition: form-data; name="e.plan"; filename=""\r\nContent-Type: application/octet-stream';
    const body = Readable.from([Buffer.from(`--x\r\n${part}\r\n\r\n\r\n--x--\r\n`)]);
    expect(await readFormWithFiles(body, 'multipart/form-data; boundary=x')).toEqual({ fields: {}, files: [] });
  });

  it('is refused with a field twice, cut off, without its boundary, or as something else', async () => {
    const twice = await sent([
      ['who', '1'],
      ['who', '2'],
    ]);
    await expect(readFormWithFiles(...twice)).rejects.toMatchObject({ kind: 'malformed-request' });
    const [body, type] = await sent([['who', '1']]);
    const bytes = Buffer.concat((await body.toArray()) as Buffer[]);
    const read = (of: Buffer, as: string) => readFormWithFiles(Readable.from([of]), as);
    await expect(read(bytes, type)).resolves.toMatchObject({ fields: { who: '1' } });
    await expect(read(bytes.subarray(0, -20), type)).rejects.toMatchObject({ kind: 'malformed-request' });
    await expect(read(bytes, 'multipart/form-data')).rejects.toMatchObject({ kind: 'malformed-request' });
    await expect(read(Buffer.from('who=1'), type)).rejects.toMatchObject({ kind: 'malformed-request' });
  });

  it('is not read past the limit, and leaves the connection open for the answer', async () => {
    const body = Readable.from([Buffer.alloc(FILE_BODY_LIMIT), Buffer.alloc(1), Buffer.alloc(1)]);
    await expect(readFormWithFiles(body, 'multipart/form-data; boundary=x')).rejects.toMatchObject({
      kind: 'payload-too-large',
    });
    expect(body.destroyed).toBe(false);
  });
});
