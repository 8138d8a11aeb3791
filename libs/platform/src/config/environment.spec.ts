import { readEnvironment } from './environment.js';

function messageOf(env: Record<string, string>): string {
  try {
    readEnvironment(env);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the environment', () => {
  it('has a default for every setting that the standalone form needs', () => {
    expect(readEnvironment({})).toEqual({
      PORT: 3000,
      HOST: '127.0.0.1',
      DATA_DIR: './data',
      DELIVERY_LEASE_SECONDS: 60,
      CLOCK: 'system',
      LOG_LEVEL: 'info',
      MAIL_FROM: 'tocsin@localhost',
      TRUSTED_PROXIES: [],
      WORKER_CONCURRENCY: 4,
      DATABASE_POOL_SIZE: 10,
      SHUTDOWN_DELAY: 0,
      SESSION_IDLE_HOURS: 12,
      SESSION_DAYS: 30,
      CHECKPOINT_MINUTES: 60,
    });
  });

  it('reads numbers, lists and addresses, and takes an empty variable for an absent one', () => {
    const environment = readEnvironment({
      PORT: '0',
      TRUSTED_PROXIES: '10.0.0.0/8, ::1',
      DATABASE_URL: 'postgresql://tocsin@db/tocsin',
      REDIS_URL: '',
      PUBLIC_URL: 'https://tocsin.bureau.example/',
      HOME: '/root',
    });
    expect(environment).toMatchObject({ PORT: 0, TRUSTED_PROXIES: ['10.0.0.0/8', '::1'] });
    expect(environment.REDIS_URL).toBeUndefined();
    expect(environment.publicUrl).toBe('https://tocsin.bureau.example');
    expect(environment).not.toHaveProperty('HOME');
    expect(readEnvironment({ HOST: '::1', PORT: '8080' }).publicUrl).toBe('http://[::1]:8080');
  });

  it.each([
    ['PORT', '65536', /PORT must be a whole number from 0 to 65535, such as 3000; it is "65536"/],
    ['PORT', '-1', /PORT must be/],
    ['PORT', '3000.5', /PORT must be/],
    ['PORT', 'http', /PORT must be/],
    ['HOST', 'a b', /HOST must be a host name/],
    ['DATABASE_URL', 'mysql://x/y', /DATABASE_URL must be a URL that begins with postgres:\/\/ or postgresql:\/\//],
    ['REDIS_URL', 'localhost:6379', /REDIS_URL must be a URL/],
    ['SMTP_URL', 'http://mail', /SMTP_URL must be/],
    ['PUBLIC_URL', 'tocsin.example', /PUBLIC_URL must be/],
    ['CLOCK', 'sundial', /CLOCK must be one of system, simulated; it is "sundial"/],
    ['LOG_LEVEL', 'verbose', /LOG_LEVEL must be one of fatal, error/],
    ['ADMIN_PASSWORD', 'fourteen chars', /ADMIN_PASSWORD must be a password of 15 to 128 characters$/],
    ['MAIL_FROM', 'nobody', /MAIL_FROM must be one mail address/],
    ['TRUSTED_PROXIES', '10.0.0.0/33', /TRUSTED_PROXIES must be a comma-separated list/],
    ['TRUSTED_PROXIES', '0.0.0.0/0', /TRUSTED_PROXIES must be/],
    ['TRUSTED_PROXIES', 'proxy.local', /TRUSTED_PROXIES must be/],
    ['WORKER_CONCURRENCY', '0', /WORKER_CONCURRENCY must be a whole number from 1 to 256/],
    ['DATABASE_POOL_SIZE', '1', /DATABASE_POOL_SIZE must be/],
    ['SESSION_IDLE_HOURS', '0', /SESSION_IDLE_HOURS must be a whole number of hours from 1 to 720/],
    ['CHECKPOINT_MINUTES', '0', /CHECKPOINT_MINUTES must be a whole number of minutes from 1 to 10080/],
    ['CHECKPOINT_MINUTES', '10081', /CHECKPOINT_MINUTES must be/],
    ['SESSION_DAYS', '91', /SESSION_DAYS must be a whole number of days from 1 to 90/],
    ['SHUTDOWN_DELAY', '121', /SHUTDOWN_DELAY must be/],
  ])('refuses %s=%s', (name, value, message) => {
    expect(messageOf({ [name]: value })).toMatch(message);
  });

  it('lists all faults at once and never a secret', () => {
    const message = messageOf({
      PORT: 'x',
      CLOCK: 'y',
      DATABASE_URL: 'mysql://root:hunter2@db',
      ADMIN_PASSWORD: 'short',
    });
    expect(message.split('\n')).toHaveLength(5);
    expect(message).not.toMatch(/hunter2|short/);
  });
});
