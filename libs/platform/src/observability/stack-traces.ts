import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';

/** Where the built code begins. */
const BUILT = new URL('../../../../', import.meta.url);

/** What is asked of a frame; V8 hands over more. */
export interface Frame extends Pick<NodeJS.CallSite, 'getFileName' | 'getLineNumber' | 'getColumnNumber'> {
  toString(): string;
}

/**
 * From now on stack traces name files and lines of the TypeScript. Node's own --enable-source-maps reads the maps of all files at
 * start, those of all packages too, and keeps them: 17 MB and a tenth of the start for what a process that meets no error never
 * shows. Here a map is read when a stack first goes through its file.
 */
export function nameSourcesInStackTraces(): void {
  Error.prepareStackTrace = stackTraces(BUILT);
}

/** Writes stacks as V8 does, with the sources of files below `built`. */
export function stackTraces(built: URL): (error: Error, frames: readonly Frame[]) => string {
  const maps = new Map<string, SourceMap | undefined>();
  const mapOf = (file: string): SourceMap | undefined => {
    if (!maps.has(file)) maps.set(file, readMap(new URL(`${file}.map`)));
    return maps.get(file);
  };
  const written = (frame: Frame): string => {
    const file = frame.getFileName();
    if (!file?.startsWith(built.href)) return frame.toString();
    const [line, column] = [frame.getLineNumber() ?? 1, frame.getColumnNumber() ?? 1];
    const source = sourceOf(mapOf(file), file, line, column);
    return source === undefined
      ? frame.toString()
      : frame.toString().replace(`${file}:${line}:${column}`, () => source);
  };
  return (error, frames) => [headOf(error), ...frames.map((frame) => `    at ${written(frame)}`)].join('\n');
}

/** Undefined for a file that was built without a map. */
function readMap(map: URL): SourceMap | undefined {
  if (!existsSync(map)) return undefined;
  const payload = JSON.parse(readFileSync(map, 'utf8')) as SourceMapPayload;
  return new SourceMap({ ...payload, sourcesContent: [] });
}

/** Lines and columns count from 0 in a map and from 1 in a stack. */
function sourceOf(map: SourceMap | undefined, file: string, line: number, column: number): string | undefined {
  const entry = map?.findEntry(line - 1, column - 1);
  if (!entry || !('originalSource' in entry)) return undefined;
  return `${new URL(entry.originalSource, file).href}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
}

/** Node writes the code of its own errors behind their name. */
function headOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  const head = Error.prototype.toString.call(error);
  return code?.startsWith?.('ERR_') && head.startsWith(`${error.name}:`)
    ? head.replace(error.name, () => `${error.name} [${code}]`)
    : head;
}
