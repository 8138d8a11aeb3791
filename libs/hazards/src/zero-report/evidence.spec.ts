import { type Evidence, decideEvidence, LARGEST_EVIDENCE, missingEvidence, MOST_EVIDENCE } from './evidence.js';
import { validateDuty } from './validate-duty.js';
import { readFileSync } from 'node:fs';
import { type Duty } from './duty.js';

const { duties } = JSON.parse(readFileSync(new URL('../../policies/duties.json', import.meta.url), 'utf8')) as {
  duties: Duty[];
};
const drill = duties.find((one) => one.id === 'term-drill')!;

const JPEG = [0xff, 0xd8, 0xff, 0xe0];
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const PDF = [...Buffer.from('%PDF-1.7\n')];
const file = (beginning: readonly number[], more: object = {}) => ({
  kind: 'photos',
  name: '演练.jpg',
  content: Uint8Array.from(beginning),
  sha256: 'a1',
  ...more,
});
const sized = (bytes: number): Uint8Array => {
  const content = new Uint8Array(bytes);
  content.set(JPEG.slice(0, bytes));
  return content;
};
const attached = (kind: string, sha256: string): Evidence => ({
  id: sha256,
  kind,
  name: 'x.jpg',
  mediaType: 'image/jpeg',
  bytes: 4,
  sha256,
});

describe('attaching evidence', () => {
  it.each([
    ['a JPEG', JPEG, 'image/jpeg'],
    ['a PNG', PNG, 'image/png'],
    ['a PDF', PDF, 'application/pdf'],
  ])('knows %s by its first bytes', (_, bytes, mediaType) => {
    expect(decideEvidence(drill, [], file(bytes))).toMatchObject({ kind: 'attached', mediaType });
  });

  it.each([
    ['a page that calls itself a picture', [...Buffer.from('<html><script>')], 'type'],
    ['a program', [0x4d, 0x5a, 0x90, 0x00], 'type'],
    ['a workbook', [0x50, 0x4b, 0x03, 0x04], 'type'],
    ['the first two bytes of a JPEG', JPEG.slice(0, 2), 'type'],
    ['nothing', [], 'empty'],
  ])('refuses %s', (_, bytes, reason) => {
    expect(decideEvidence(drill, [], file(bytes))).toEqual({ kind: 'refused', reason });
  });

  it('takes the largest file and not one byte more', () => {
    const of = (bytes: number) => decideEvidence(drill, [], file(JPEG, { content: sized(bytes) }));
    expect(of(LARGEST_EVIDENCE).kind).toBe('attached');
    expect(of(LARGEST_EVIDENCE + 1)).toEqual({ kind: 'refused', reason: 'size' });
  });

  it('takes the last file that there is room for, and no more', () => {
    const full = Array.from({ length: MOST_EVIDENCE }, (_, i) => attached('photos', `h${i}`));
    expect(decideEvidence(drill, full.slice(1), file(JPEG)).kind).toBe('attached');
    expect(decideEvidence(drill, full, file(JPEG))).toEqual({ kind: 'refused', reason: 'count' });
    expect(decideEvidence(drill, full, file(JPEG, { sha256: 'h3' }))).toEqual({ kind: 'repeated' });
  });

  it('asks for a kind that the duty names', () => {
    expect(decideEvidence(drill, [], file(JPEG, { kind: 'video' }))).toEqual({ kind: 'refused', reason: 'kind' });
    expect(decideEvidence({ evidence: [{ zh: '照片', en: 'photos' }] }, [], file(JPEG))).toMatchObject({
      reason: 'kind',
    });
  });

  it.each([
    ['演练.jpg', '演练.jpg'],
    ['演练.JPEG', '演练.JPEG'],
    ['演练.html', '演练.html.jpeg'],
    ['C:\\fakepath\\a.jpg', 'a.jpg'],
    ['../../etc/passwd', 'passwd.jpeg'],
    ['a\u202egpj.exe', 'agpj.exe.jpeg'],
    ['a\r\nX: y".jpg', 'aX_ y_.jpg'],
    ['..', 'photos.jpeg'],
    ['', 'photos.jpeg'],
    [`${'长'.repeat(130)}.jpg`, `${'长'.repeat(115)}.jpeg`],
  ])('keeps of the name %j what is harmless', (name, kept) => {
    expect(decideEvidence(drill, [], file(JPEG, { name }))).toMatchObject({ name: kept });
  });

  it('misses what is required and not there', () => {
    expect(missingEvidence(drill, [attached('plan', 'h')]).map(({ id }) => id)).toEqual(['photos']);
    expect(missingEvidence(drill, [attached('photos', 'h')])).toEqual([]);
  });
});

describe('the evidence of a duty', () => {
  const faultsOf = (evidence: unknown) => {
    const result = validateDuty({ ...drill, evidence });
    return result.ok ? [] : result.errors.map(({ path }) => path);
  };
  const photos = { id: 'photos', zh: '照片', en: 'photographs' };

  it.each([
    ['kinds with and without files', [photos, { zh: '记录', en: 'log' }], []],
    ['a required kind', [{ ...photos, required: true }], []],
    ['a required kind without an id', [{ zh: '照片', en: 'photographs', required: true }], ['/evidence/0/id']],
    ['an id that cannot stand in an address', [{ ...photos, id: 'a/b' }], ['/evidence/0/id']],
    ['an id twice', [photos, photos], ['/evidence/1/id']],
    ['required as a word', [{ ...photos, required: 'yes' }], ['/evidence/0/required']],
    ['an unknown field', [{ ...photos, size: 3 }], ['/evidence/0/size']],
    ['a kind without its Chinese name', [{ id: 'photos', en: 'photographs' }], ['/evidence/0/zh']],
    ['a text for a list', '照片', ['/evidence']],
    ['13 kinds', Array.from({ length: 13 }, (_, i) => ({ ...photos, id: `p${i}` })), ['/evidence']],
  ])('says of %s what is wrong', (_, evidence, paths) => {
    expect(faultsOf(evidence)).toEqual(paths);
  });
});
