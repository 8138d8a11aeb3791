import { type INestApplicationContext } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

/** Port: one thing that must work before requests are sent here. Every provider of this kind is found and asked. */
export abstract class HealthCheck {
  abstract readonly name: string;
  /** Resolves when all is well, rejects otherwise. */
  abstract check(): Promise<void>;
}

export interface Readiness {
  readonly ready: boolean;
  /** By the name of the check. The reason of a failure stays in the log. */
  readonly checks: Readonly<Record<string, 'ok' | 'failed'>>;
}

const CHECK_LIMIT_MILLISECONDS = 2_000;

/** Whether this process should get requests: its checks pass and it is not about to end. */
export class Health {
  private checks: readonly HealthCheck[] = [];
  private isEnding = false;

  /** Called once everything is built; `failed` hears of each failing check. */
  constructor(private readonly failed: (name: string, error: unknown) => void = () => undefined) {}

  use(checks: readonly HealthCheck[]): void {
    this.checks = checks;
  }

  /** From now on "not ready", while requests under way are finished. */
  end(): void {
    this.isEnding = true;
  }

  get ending(): boolean {
    return this.isEnding;
  }

  async readiness(): Promise<Readiness> {
    const results = await Promise.all(
      this.checks.map(async (check) => [check.name, await this.outcomeOf(check)] as const),
    );
    const isReady = !this.isEnding && results.every(([, outcome]) => outcome === 'ok');
    return { ready: isReady, checks: Object.fromEntries(results) };
  }

  private async outcomeOf(check: HealthCheck): Promise<'ok' | 'failed'> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('the check took too long')), CHECK_LIMIT_MILLISECONDS);
    });
    try {
      await Promise.race([check.check(), limit]);
      return 'ok';
    } catch (error) {
      this.failed(check.name, error);
      return 'failed';
    } finally {
      clearTimeout(timer);
    }
  }
}

/** All providers of an application that are health checks. */
export function healthChecksOf(app: INestApplicationContext): HealthCheck[] {
  const found = [...app.get(ModulesContainer).values()]
    .flatMap((module) => [...module.providers.values()])
    .map(({ instance }) => instance)
    .filter((instance) => instance instanceof HealthCheck);
  return [...new Set(found)];
}
