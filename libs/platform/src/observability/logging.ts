import { type LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import { type LogLevel } from '../config/environment.js';
import { currentContext } from '../http/request-context.js';
import { redact, redactText } from './redaction.js';

export interface LoggingOptions {
  readonly level: LogLevel;
  /** Where lines go; standard output when absent. */
  readonly destination?: DestinationStream;
}

/** One JSON object per line, with the ids of the running request or job, and without secrets or personal data. */
export function createLogger({ level, destination }: LoggingOptions): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
      // Redaction below renders errors; pino's own serializer would copy every field a driver hangs on them.
      serializers: { err: (error: unknown) => error },
      formatters: { level: (label) => ({ level: label }), log: (record) => redact(record) as Record<string, unknown> },
      mixin: () => {
        const { requestId, eventId } = currentContext() ?? {};
        return { ...(requestId && { requestId }), ...(eventId && { eventId }) };
      },
      hooks: {
        logMethod(args, method) {
          const redacted = args.map((arg: unknown) => (typeof arg === 'string' ? redactText(arg) : arg));
          method.apply(this, redacted as Parameters<typeof method>);
        },
      },
    },
    ...(destination ? [destination] : []),
  );
}

/** What Nest itself tells while it starts: of use only to who looks for a fault in the wiring. */
const WIRING: ReadonlySet<unknown> = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
]);

/** Nest's logger interface on top of pino. Nest hands the name of the class as the last argument. */
export class PinoNestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(WIRING.has(rest.at(-1)) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(
    level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace',
    message: unknown,
    rest: unknown[],
  ): void {
    const texts = rest.filter((part) => typeof part === 'string');
    const source = texts.at(-1);
    const record = { ...(source !== undefined && { source }), ...(texts.length > 1 && { stack: texts[0] }) };
    if (message instanceof Error) this.logger[level]({ ...record, err: message }, message.message);
    else if (typeof message === 'string') this.logger[level](record, message);
    else this.logger[level]({ ...record, value: message }, 'logged a value');
  }
}
