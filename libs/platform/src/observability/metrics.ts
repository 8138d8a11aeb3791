import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Port: how many deliveries stand in each state; asked when metrics are read. */
export abstract class DeliveryCounts {
  abstract counts(): Promise<Readonly<Record<string, number>>>;
}

/** Port: how many jobs wait in each queue; asked when metrics are read. */
export abstract class QueueDepths {
  abstract depths(): Promise<Readonly<Record<string, number>>>;
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);
const REQUEST_BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const LATENESS_BUCKETS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600];

export interface MetricsOptions {
  /** Also memory, event loop and garbage collection of this process. */
  readonly process?: boolean;
}

/** The numbers of one process. No label ever holds an id, a name or a path as it was sent. */
export class Metrics {
  readonly registry = new Registry();
  private readonly routes = new Set<string>();

  private readonly http = new Histogram({
    name: 'tocsin_http_request_seconds',
    help: 'Time from the first byte of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_BUCKETS,
    registers: [this.registry],
  });

  private readonly accepted = new Counter({
    name: 'tocsin_reports_accepted_total',
    help: 'Hazard reports that were stored',
    registers: [this.registry],
  });

  private readonly stages = new Histogram({
    name: 'tocsin_stage_seconds',
    help: 'Time that a stage spent on one delivery',
    labelNames: ['stage'],
    buckets: REQUEST_BUCKETS,
    registers: [this.registry],
  });

  private readonly lateness = new Histogram({
    name: 'tocsin_step_lateness_seconds',
    help: 'Time between when a step of an obligation fell due and when it was taken',
    buckets: LATENESS_BUCKETS,
    registers: [this.registry],
  });

  constructor({ process = false }: MetricsOptions = {}) {
    if (process) collectDefaultMetrics({ register: this.registry });
  }

  /** Routes that may appear as a label; every other request counts as 'unmatched'. */
  allowRoute(pattern: string): void {
    this.routes.add(pattern);
  }

  requestAnswered(method: string, route: string | undefined, status: number, seconds: number): void {
    const known = route !== undefined && this.routes.has(route) ? route : 'unmatched';
    this.http.observe(
      { method: METHODS.has(method) ? method : 'OTHER', route: known, status: String(status) },
      seconds,
    );
  }

  reportAccepted(count = 1): void {
    this.accepted.inc(count);
  }

  stageTook(stage: string, seconds: number): void {
    this.stages.observe({ stage }, seconds);
  }

  /** Seconds; a step taken early would be a fault elsewhere and counts as 0. */
  stepLate(seconds: number): void {
    this.lateness.observe(Math.max(0, seconds));
  }

  collectDeliveries(source: DeliveryCounts): void {
    this.gaugeFrom('tocsin_deliveries', 'Deliveries by state', 'state', () => source.counts());
  }

  collectQueueDepths(source: QueueDepths): void {
    this.gaugeFrom('tocsin_queue_depth', 'Jobs that wait, by queue', 'queue', () => source.depths());
  }

  render(): Promise<string> {
    return this.registry.metrics();
  }

  private gaugeFrom(
    name: string,
    help: string,
    label: string,
    read: () => Promise<Readonly<Record<string, number>>>,
  ): void {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      async collect() {
        const values = await read().catch(() => undefined);
        // States that are gone must not linger; an unreadable source shows nothing rather than yesterday's numbers.
        this.reset();
        for (const [key, value] of Object.entries(values ?? {})) this.set({ [label]: key }, value);
      },
    });
  }
}
