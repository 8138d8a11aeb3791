import 'reflect-metadata';
import { isIP } from 'node:net';
import { plainToInstance, Transform, Type } from 'class-transformer';
import {
  getMetadataStorage,
  IsIn,
  IsInt,
  IsOptional,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  validateSync,
  type ValidationOptions,
} from 'class-validator';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const CLOCKS = ['system', 'simulated'] as const;
/** A value that is shown back in an error would end in a log; these may hold a password. */
const SECRET = new Set(['DATABASE_URL', 'REDIS_URL', 'SMTP_URL', 'ADMIN_PASSWORD']);

export type LogLevel = (typeof LOG_LEVELS)[number];

/** The settings of a process. An absent or empty variable takes its default. */
export class Environment {
  /** TCP port of the HTTP server; 0 lets the system choose one. */
  @Type(() => Number)
  @IsInt({ message: 'a whole number from 0 to 65535, such as 3000' })
  @Min(0, { message: 'a whole number from 0 to 65535, such as 3000' })
  @Max(65_535, { message: 'a whole number from 0 to 65535, such as 3000' })
  readonly PORT: number = 3000;

  @Matches(/^[\w.:-]+$/, { message: 'a host name or an IP address to listen on, such as 127.0.0.1 or 0.0.0.0' })
  readonly HOST: string = '127.0.0.1';

  /** Embedded database, uploads, mail outbox, checkpoints of the history and their key. */
  @MaxLength(1024, { message: 'a path of a directory, at most 1024 characters' })
  readonly DATA_DIR: string = './data';

  /** Use this PostgreSQL; without it an embedded one runs in DATA_DIR. */
  @IsOptional()
  @IsUrlOf(['postgres', 'postgresql'], 'postgresql://user:password@host:5432/database')
  readonly DATABASE_URL?: string;

  /** Carry jobs by BullMQ on this Redis; without it BullMQ uses PostgreSQL. */
  @IsOptional()
  @IsUrlOf(['redis', 'rediss'], 'redis://host:6379/0')
  readonly REDIS_URL?: string;

  /** Without it mail is written to DATA_DIR/outbox. */
  @IsOptional()
  @IsUrlOf(['smtp', 'smtps'], 'smtps://user:password@host:465')
  readonly SMTP_URL?: string;

  @IsIn(CLOCKS, { message: `one of ${CLOCKS.join(', ')}` })
  readonly CLOCK: (typeof CLOCKS)[number] = 'system';

  /** Password of the first administrator; generated and printed once when absent. */
  @IsOptional()
  @MinLength(15, { message: 'a password of 15 to 128 characters' })
  @MaxLength(128, { message: 'a password of 15 to 128 characters' })
  readonly ADMIN_PASSWORD?: string;

  @IsIn(LOG_LEVELS, { message: `one of ${LOG_LEVELS.join(', ')}` })
  readonly LOG_LEVEL: LogLevel = 'info';

  @Matches(/^[^\s@<>"]+@[^\s@<>"]+$/, { message: 'one mail address, such as tocsin@bureau.example' })
  readonly MAIL_FROM: string = 'tocsin@localhost';

  /** The address under which people reach this system; links in messages begin with it. */
  @IsOptional()
  @IsUrlOf(['http', 'https'], 'https://tocsin.bureau.example')
  readonly PUBLIC_URL?: string;

  /** Addresses or CIDR blocks whose X-Forwarded-For is believed. Nobody's, when empty. */
  @Transform(({ value }) =>
    typeof value === 'string' ? value.split(',').map((part) => part.trim()) : (value as unknown),
  )
  @AreAddresses()
  readonly TRUSTED_PROXIES: readonly string[] = [];

  /** Jobs of one route that a worker handles at the same time. */
  @Type(() => Number)
  @IsInt({ message: 'a whole number from 1 to 256' })
  @Min(1, { message: 'a whole number from 1 to 256' })
  @Max(256, { message: 'a whole number from 1 to 256' })
  readonly WORKER_CONCURRENCY: number = 4;

  /** Connections of one process to PostgreSQL for requests and for stages, each. */
  @Type(() => Number)
  @IsInt({ message: 'a whole number from 2 to 200' })
  @Min(2, { message: 'a whole number from 2 to 200' })
  @Max(200, { message: 'a whole number from 2 to 200' })
  readonly DATABASE_POOL_SIZE: number = 10;

  /** Seconds after which a delivery that no stage finished is carried again; longer than the slowest mail server takes. */
  @Type(() => Number)
  @IsInt({ message: 'a whole number of seconds from 1 to 3600' })
  @Min(1, { message: 'a whole number of seconds from 1 to 3600' })
  @Max(3600, { message: 'a whole number of seconds from 1 to 3600' })
  readonly DELIVERY_LEASE_SECONDS: number = 60;

  /** Seconds between "not ready" and the end of accepting, for a load balancer to notice. */
  @Type(() => Number)
  @IsInt({ message: 'a whole number of seconds from 0 to 120' })
  @Min(0, { message: 'a whole number of seconds from 0 to 120' })
  @Max(120, { message: 'a whole number of seconds from 0 to 120' })
  readonly SHUTDOWN_DELAY: number = 0;

  /** Hours after which a session that nobody used ends. */
  @Type(() => Number)
  @IsInt({ message: 'a whole number of hours from 1 to 720' })
  @Min(1, { message: 'a whole number of hours from 1 to 720' })
  @Max(720, { message: 'a whole number of hours from 1 to 720' })
  readonly SESSION_IDLE_HOURS: number = 12;

  /** Days after which a session ends, however busy it is. */
  @Type(() => Number)
  @IsInt({ message: 'a whole number of days from 1 to 90' })
  @Min(1, { message: 'a whole number of days from 1 to 90' })
  @Max(90, { message: 'a whole number of days from 1 to 90' })
  readonly SESSION_DAYS: number = 30;

  /** Minutes between two checkpoints of the history, when something was written in between. */
  @Type(() => Number)
  @IsInt({ message: 'a whole number of minutes from 1 to 10080' })
  @Min(1, { message: 'a whole number of minutes from 1 to 10080' })
  @Max(10_080, { message: 'a whole number of minutes from 1 to 10080' })
  readonly CHECKPOINT_MINUTES: number = 60;

  /** The Ed25519 private key, in PEM, that signs checkpoints; without it one is made in DATA_DIR/keys. */
  @IsOptional()
  @MaxLength(1024, { message: 'a path of a file, at most 1024 characters' })
  readonly CHECKPOINT_KEY_FILE?: string;

  /** PUBLIC_URL without a slash at its end, or the address that the server listens on. */
  get publicUrl(): string {
    const host = this.HOST.includes(':') ? `[${this.HOST}]` : this.HOST;
    return (this.PUBLIC_URL ?? `http://${host}:${this.PORT}`).replace(/\/+$/, '');
  }
}

/** Reads and checks all settings. Throws one error that names every variable at fault and says what it should be. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const given = Object.fromEntries(
    settings()
      .map((name) => [name, env[name]?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  const environment = plainToInstance(Environment, given);
  const faults = validateSync(environment, { stopAtFirstError: true }).map(({ property, constraints }) => {
    const right = Object.values(constraints ?? {})[0] ?? 'another value';
    return `  ${property} must be ${right}${SECRET.has(property) ? '' : `; it is ${JSON.stringify(given[property])}`}`;
  });
  if (faults.length > 0) throw new Error(`These settings cannot be used:\n${faults.join('\n')}`);
  return environment;
}

/** The names of all variables: every property that has a rule. */
export function settings(): string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(Environment, '', false, false);
  return [...new Set(rules.map(({ propertyName }) => propertyName))];
}

function IsUrlOf(schemes: readonly string[], example: string, options?: ValidationOptions): PropertyDecorator {
  const right = `a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}, such as ${example}`;
  const validate = (value: unknown): boolean => {
    if (typeof value !== 'string' || !URL.canParse(value)) return false;
    const url = new URL(value);
    return schemes.includes(url.protocol.slice(0, -1)) && url.hostname !== '';
  };
  return ValidateBy({ name: 'isUrlOf', validator: { validate, defaultMessage: () => right } }, options);
}

function AreAddresses(): PropertyDecorator {
  const right = 'a comma-separated list of IP addresses or CIDR blocks, such as 10.0.0.0/8,::1';
  const validate = (value: unknown): boolean => Array.isArray(value) && value.every(isAddressOrBlock);
  return ValidateBy({ name: 'areAddresses', validator: { validate, defaultMessage: () => right } });
}

function isAddressOrBlock(text: unknown): boolean {
  if (typeof text !== 'string') return false;
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  // A block of zero bits would believe everybody.
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (family === 4 ? 32 : 128))
  );
}
