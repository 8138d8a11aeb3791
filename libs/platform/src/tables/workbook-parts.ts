import { ZipArchive, damaged, tooLarge } from './zip-archive.js';
import { storedZip } from './stored-zip.js';

/** What all parts that are read may unpack to. */
const MOST_BYTES = 40 * 1024 * 1024;
/** Tags in all parts together: each costs memory, however short it is. */
const MOST_TAGS = 2_500_000;
const WORKBOOK = 'xl/workbook.xml';
const SHEET = 'xl/worksheets/sheet1.xml';
const SPREADSHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
/** Formats 27–36 and 50–58 are dates on Chinese systems; the library knows only the Western 14. */
const CHINESE_DATE_FORMAT = /numFmtId="(?:2[7-9]|3[0-6]|5[0-8])"/g;

export interface WorkbookParts {
  /** Name of the sheet. */
  readonly sheet: string;
  /** A workbook of that sheet alone, without anything that is not a value or its format. */
  readonly bytes: Buffer;
}

/**
 * The first visible sheet of a workbook as a workbook of its own. Names of ranges, merged cells of other sheets, drawings and pivot
 * tables stay behind: reading them is where a small file can ask for gigabytes.
 */
export async function firstSheetOf(bytes: Buffer): Promise<WorkbookParts> {
  const archive = ZipArchive.open(bytes, MOST_BYTES);
  const workbook = (await archive.read(WORKBOOK))?.toString('utf8');
  const relations = (await archive.read('xl/_rels/workbook.xml.rels'))?.toString('utf8');
  if (workbook === undefined || relations === undefined) throw damaged();
  const targets = tagsOf(relations, 'Relationship');
  const sheet = tagsOf(workbook, 'sheet').find(({ state = 'visible' }) => state === 'visible');
  const target = targets.find(({ Id }) => Id !== undefined && Id === sheet?.['r:id']);
  const content = target?.['Type']?.endsWith('/worksheet') ? await archive.read(pathOf(target)) : undefined;
  if (!sheet || !content) throw damaged();

  const parts = new Map([[SHEET, content]]);
  for (const kind of ['sharedStrings', 'styles']) {
    const relation = targets.find(({ Type }) => Type?.endsWith(`/${kind}`));
    const part = relation && (await archive.read(pathOf(relation)));
    if (part) parts.set(`xl/${kind}.xml`, part);
  }
  checkMarkup([...parts.values()]);
  const styles = parts.get('xl/styles.xml')?.toString('utf8').replaceAll(CHINESE_DATE_FORMAT, 'numFmtId="14"');
  if (styles !== undefined) parts.set('xl/styles.xml', Buffer.from(styles));
  const counts1904 = tagsOf(workbook, 'workbookPr').some(({ date1904 }) => date1904 === '1' || date1904 === 'true');
  return { sheet: unescaped(sheet['name'] ?? ''), bytes: storedZip(withFrame(parts, counts1904)) };
}

function withFrame(parts: ReadonlyMap<string, Buffer>, counts1904: boolean): Map<string, Buffer> {
  const workbook =
    `<workbook xmlns="${SPREADSHEET}" xmlns:r="${RELATIONSHIPS}"><workbookPr${counts1904 ? ' date1904="1"' : ''}/>` +
    `<sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>`;
  const relations =
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
    `<Relationship Id="rId1" Type="${RELATIONSHIPS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`;
  return new Map([[WORKBOOK, Buffer.from(workbook)], ['xl/_rels/workbook.xml.rels', Buffer.from(relations)], ...parts]);
}

function checkMarkup(parts: readonly Buffer[]): void {
  let tags = 0;
  for (const part of parts) {
    for (let at = part.indexOf('<'); at >= 0; at = part.indexOf('<', at + 1)) tags += 1;
    // No spreadsheet program writes either; entities can grow without end, and the library passes over CDATA in silence.
    if (part.includes('<!DOCTYPE') || part.includes('<![CDATA[')) throw damaged();
  }
  // An opening and a closing tag, or one that is both.
  if (tags > MOST_TAGS) throw tooLarge();
}

const pathOf = ({ Target = '' }: Readonly<Record<string, string>>): string =>
  Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`;

/** The attributes of every tag of a name, in order. */
function tagsOf(xml: string, name: string): Readonly<Record<string, string>>[] {
  const tags = xml.match(new RegExp(`<${name}\\s[^<>]*>`, 'g')) ?? [];
  return tags.map((tag) =>
    Object.fromEntries([...tag.matchAll(/([\w:]+)\s*=\s*"([^"]*)"/g)].map(([, key = '', value = '']) => [key, value])),
  );
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescaped = (text: string): string =>
  text.replaceAll(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
