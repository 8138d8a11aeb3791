import { spawnSync } from 'node:child_process';
import { ZipArchive } from '#platform/tables/zip-archive.js';

const PROGRAM = `
import io, json, sys, openpyxl
sheet = openpyxl.load_workbook(io.BytesIO(sys.stdin.buffer.read())).worksheets[0]
cells = [cell for row in sheet.iter_rows() for cell in row]
print(json.dumps({
  'rows': [[cell.value for cell in row] for row in sheet.iter_rows()],
  'formulas': [cell.coordinate for cell in cells if cell.data_type == 'f'],
  'frozen': sheet.freeze_panes,
}))`;

export interface ForeignSheet {
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly formulas: readonly string[];
  /** The first cell that scrolls. */
  readonly frozen: string | null;
}

/** Whichever comes first in the path, or the system's own, for which Debian brings the package. */
const PYTHONS = ['python3', '/usr/bin/python3'];

/** The first sheet of a workbook as Python's openpyxl reads it; undefined where that is not installed, which CI may not be. */
export function openpyxlSheet(workbook: Buffer): ForeignSheet | undefined {
  const python = PYTHONS.find((name) => spawnSync(name, ['-c', 'import openpyxl']).status === 0);
  if (!python && process.env['CI']) throw new Error('CI must have openpyxl: this check may not be left out there');
  if (!python) return undefined;
  const { status, stdout, stderr } = spawnSync(python, ['-c', PROGRAM], {
    input: workbook,
    env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
  });
  if (status !== 0) throw new Error(`openpyxl cannot read the workbook: ${stderr.toString()}`);
  return JSON.parse(stdout.toString('utf8')) as ForeignSheet;
}

/** The XML of one part of a workbook, as it is stored. */
export async function partOf(workbook: Buffer, name: string): Promise<string> {
  const part = await ZipArchive.open(workbook, 1024 * 1024).read(name);
  if (!part) throw new Error(`the workbook has no ${name}`);
  return part.toString('utf8');
}
