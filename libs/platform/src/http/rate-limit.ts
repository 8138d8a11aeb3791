import { isIPv6 } from 'node:net';
import { SetMetadata, type CanActivate, type CustomDecorator, type ExecutionContext } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { Problem } from './problem.js';
import { currentContext } from './request-context.js';

/** A bucket that holds `capacity` requests and gets one more every `refillSeconds`. */
export interface RateLimit {
  readonly capacity: number;
  readonly refillSeconds: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

const MOST_BUCKETS = 50_000;

/**
 * Token buckets in the memory of this process. Behind several processes a caller gets as many buckets, which the limits allow for;
 * nothing here can fail, so an outage elsewhere neither opens sign-in nor shuts reporting.
 */
export class RateLimiter {
  private readonly buckets = new Map<string, Bucket>();

  /** `milliseconds` must not run backwards. */
  constructor(private readonly milliseconds: () => number = () => performance.now()) {}

  /** Takes one request out of a bucket. Answers 0, or the seconds until one will be there again. */
  take(key: string, { capacity, refillSeconds }: RateLimit): number {
    const now = this.milliseconds();
    const bucket = this.buckets.get(key) ?? { tokens: capacity, at: now };
    const tokens = Math.min(capacity, bucket.tokens + (now - bucket.at) / (refillSeconds * 1000));
    const isAllowed = tokens >= 1;
    // Written anew, so that the map stays ordered by use and the stalest bucket is found first.
    this.buckets.delete(key);
    this.buckets.set(key, { tokens: isAllowed ? tokens - 1 : tokens, at: now });
    this.evict();
    return isAllowed ? 0 : Math.max(1, Math.ceil((1 - tokens) * refillSeconds));
  }

  /** Takes one request or throws 429 with Retry-After. */
  require(key: string, limit: RateLimit): void {
    const wait = this.take(key, limit);
    if (wait > 0) throw Problem.tooManyRequests(wait);
  }

  /** Makes a bucket full again, such as an account's after it signed in. */
  reset(key: string): void {
    this.buckets.delete(key);
  }

  private evict(): void {
    if (this.buckets.size <= MOST_BUCKETS) return;
    const stalest = this.buckets.keys().next();
    if (!stalest.done) this.buckets.delete(stalest.value);
  }
}

export interface RateLimited extends RateLimit {
  /** What is counted; endpoints that share an action share its buckets. */
  readonly action: string;
  readonly per: 'address' | 'account';
}

export const RATE_LIMITED = Symbol('rate-limited');

/** Limits how often one address, or one account, may call an endpoint. */
export const RateLimited = (limit: RateLimited): CustomDecorator<symbol> => SetMetadata(RATE_LIMITED, limit);

/** Runs after the access guard, which knows the account. */
export class RateLimitGuard implements CanActivate {
  constructor(private readonly limiter: RateLimiter) {}

  canActivate(context: ExecutionContext): boolean {
    const limit = Reflect.getMetadata(RATE_LIMITED, context.getHandler()) as RateLimited | undefined;
    if (!limit) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const account = limit.per === 'account' ? currentContext()?.actor?.personId : undefined;
    this.limiter.require(`${limit.action}|${account ?? addressKey(request.ip)}`, limit);
    return true;
  }
}

/** The part of an address that one subscriber holds: IPv4 as it is, IPv6 by its /64, since a single host has all of that. */
export function addressKey(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(ip)) return ip;
  const [head = '', tail = ''] = ip.split('%', 1)[0]?.split('::') ?? [];
  const start = head === '' ? [] : head.split(':');
  const end = tail === '' ? [] : tail.split(':');
  const groups = ip.includes('::')
    ? [...start, ...Array<string>(8 - start.length - end.length).fill('0'), ...end]
    : start;
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':')}::/64`;
}
