import { writeFileSync } from 'node:fs';
import { readEnvironment } from '#platform/config/environment.js';
import { describeHttpApp } from '#platform/http/describe-http-app.js';
import { stagesFor } from '../stages.js';

/** Writes the document of the whole interface, which a stage that runs apart knows only a part of. */
export async function writeApiDocument([file]: string[]): Promise<void> {
  if (!file) throw new Error('say where to write the document, such as dist/openapi.json');
  writeFileSync(file, JSON.stringify(await wholeApiDocument()));
}

export const wholeApiDocument = (): ReturnType<typeof describeHttpApp> =>
  describeHttpApp(stagesFor(readEnvironment({})));
