import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { transform } from '@swc/core';

/**
 * Lets a child process of a test run TypeScript of this tree as it is, so that no test depends on when `dist` was built:
 * `node --import ./test/harness/typescript-loader.mjs <file.ts>`.
 */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');

if (isMainThread) register(import.meta.url);

export function resolve(specifier, context, next) {
  const [, lib, rest] = /^#(\w+)\/(.+)\.js$/.exec(specifier) ?? [];
  if (lib) {
    const file = lib === 'apps' ? join(ROOT, 'apps', `${rest}.ts`) : join(ROOT, 'libs', lib, 'src', `${rest}.ts`);
    return { url: pathToFileURL(file).href, shortCircuit: true };
  }
  const isOurs =
    context.parentURL?.startsWith(pathToFileURL(ROOT).href) && !context.parentURL.includes('/node_modules/');
  return next(isOurs && /^\.{1,2}\/.*\.js$/.test(specifier) ? specifier.replace(/\.js$/, '.ts') : specifier, context);
}

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const { code } = await transform(await readFile(filename, 'utf8'), {
    filename,
    configFile: join(ROOT, '.swcrc'),
    sourceMaps: 'inline',
  });
  return { format: 'module', source: code, shortCircuit: true };
}
