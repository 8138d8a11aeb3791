import 'reflect-metadata';
import { nameSourcesInStackTraces } from '#platform/observability/stack-traces.js';
import { start } from './commands/start.js';

const COMMANDS: Record<string, (args: string[]) => Promise<void>> = {
  start,
  demo: async (args) => (await import('./commands/demo.js')).demo(args),
  'verify-history': async (args) => (await import('./commands/verify-history.js')).verifyHistoryCommand(args),
  'api-document': async (args) => (await import('./commands/api-document.js')).writeApiDocument(args),
};

nameSourcesInStackTraces();
const [name = 'start', ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (!command) {
  process.stderr.write(`There is no command ${name}; there are ${Object.keys(COMMANDS).join(', ')}.\n`);
  process.exit(2);
}
command(args).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env['LOG_LEVEL'] === 'debug' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
