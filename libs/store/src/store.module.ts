import { type DynamicModule, Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Logger } from 'pino';
import { DataSource } from 'typeorm';
import { SystemClock } from '#kernel/clock.js';
import { days, hours, minutes } from '#kernel/durations.js';
import { type Environment } from '#platform/config/environment.js';
import { roleUrl } from '#platform/database/database-roles.js';
import { ApiTransactions, WorkerTransactions } from '#platform/database/transactions.js';
import { DeliveryConsumer } from '#platform/delivery/delivery-consumer.js';
import { DeliveryLedger } from '#platform/delivery/delivery-ledger.js';
import { DeliveryRelay } from '#platform/delivery/delivery-relay.js';
import { RelayWake } from '#platform/delivery/relay-wake.js';
import { IdempotencyStore } from '#platform/http/idempotency.js';
import { DeliveryCounts, type Metrics, QueueDepths } from '#platform/observability/metrics.js';
import { type QueueBackend } from '#platform/queue/queue-backend.js';
import { AlertRepository } from './alerts/alert.repository.js';
import { AlertSends } from './alerts/alert-sends.js';
import { DigestEntries } from './alerts/digest-entries.js';
import { SendableAlerts } from './alerts/sendable-alerts.js';
import { CheckpointDirectory } from './checkpoints/checkpoint-directory.js';
import { CheckpointKeys } from './checkpoints/checkpoint-keys.js';
import { CheckpointRepository } from './checkpoints/checkpoint.repository.js';
import { CheckpointTerms } from './checkpoints/checkpoint-terms.js';
import { ClockGuard } from './clock/clock-guard.js';
import { DueWork } from './clock/due-work.js';
import { RehearsalClock } from './clock/rehearsal-clock.js';
import { StoredDeliveryCounts } from './deliveries/delivery-ports.js';
import { SessionVerifier } from '#platform/http/access.js';
import { DIRECTORY_ROWS } from './directory/directory-rows.js';
import { SessionRepository, SessionTerms } from './directory/session.repository.js';
import { StoredSessionVerifier } from './directory/session-verifier.js';
import { CompositeCases } from './hazards/composite-case.repository.js';
import { GradeDecisions } from './hazards/grade-decisions.js';
import { GradingJobs } from './hazards/grading-jobs.js';
import { HazardRepository } from './hazards/hazard.repository.js';
import { HazardQueries } from './hazards/hazard-queries.js';
import { PlaceReader } from './hazards/place-reader.js';
import { ReplayReader } from './hazards/replay-reader.js';
import { ReportHazards } from './hazards/report-hazards.js';
import { ObligationRepository } from './obligations/obligation.repository.js';
import { ChainReader } from './people/chain-people.js';
import { OrganisationPaths } from './people/organisation-paths.js';
import { PeopleReader } from './people/people-reader.js';
import { PolicyLibrary } from './policies/policy-library.js';
import { DatabaseCheck } from './service/database-check.js';
import { RulePackRepository } from './policies/rule-pack.repository.js';
import { RulePackLibrary } from './policies/rule-pack-library.js';
import { IdempotentRequests } from './requests/idempotent-requests.js';
import { CycleOpener } from './zero-report/cycle-opener.js';
import { DutyLibrary } from './zero-report/duty-library.js';
import { EvidenceRepository } from './zero-report/evidence.repository.js';
import { FilingQueries } from './zero-report/filing-queries.js';
import { FilingRepository } from './zero-report/filing.repository.js';
import { FilingTokens } from './zero-report/filing-tokens.js';
import { SchoolChanges } from './zero-report/school-changes.js';
import { InspectionRepository } from './zero-report/inspection.repository.js';
import { LedgerReader } from './zero-report/ledger-reader.js';
import { ReadinessReader } from './zero-report/readiness-reader.js';
import { RollUpReader } from './zero-report/roll-up-reader.js';

export interface StoreOptions {
  /** Connection of an administrator or of `tocsin_migrator`; the roles' own URLs follow from it. */
  readonly administratorUrl: string;
  readonly environment: Environment;
  readonly backend: QueueBackend;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

const RUNNING = Symbol('running parts');

/** The module, and how to close its connections once nothing uses them any more. */
export interface OpenStore {
  readonly module: DynamicModule;
  readonly close: () => Promise<void>;
}

interface Running {
  readonly relay: DeliveryRelay;
  readonly guard: ClockGuard;
}

/** Everything that keeps something: connections, repositories, the relay. Global, so that each stage only names what it uses. */
@Module({})
export class StoreModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(@Inject(RUNNING) private readonly running: Running) {}

  static async on(options: StoreOptions): Promise<OpenStore> {
    const { administratorUrl, environment, backend, logger, metrics } = options;
    const api = await connect(roleUrl(administratorUrl, 'tocsin_api'), environment.DATABASE_POOL_SIZE);
    const workerUrl = roleUrl(administratorUrl, 'tocsin_worker');
    const worker = await connect(workerUrl, environment.DATABASE_POOL_SIZE);
    const apiTransactions = new ApiTransactions(api);
    const workerTransactions = new WorkerTransactions(worker);
    const guard = new ClockGuard(workerTransactions, new SystemClock(), (offMs) =>
      logger.error({ offMs }, 'this clock and the database’s disagree: no work is claimed'),
    );
    const wake = new RelayWake(workerUrl, (task) =>
      apiTransactions.isRunning ? apiTransactions.afterCommit(task) : workerTransactions.afterCommit(task),
    );
    const ledger = new DeliveryLedger(wake);
    const relay = new DeliveryRelay(
      workerTransactions,
      backend,
      wake,
      () => guard.mayClaim,
      environment.DELIVERY_LEASE_SECONDS,
      (error) => logger.warn({ err: error }, 'the relay met an error and goes on'),
    );
    const consumer = new DeliveryConsumer(
      workerTransactions,
      ledger,
      {
        handled: (route, outcomes, seconds) => {
          metrics.stageTook(route, seconds);
          logger.info({ kind: 'handled', route, outcomes }, 'handled');
        },
        failed: (route, delivery, error, dead) =>
          logger[dead ? 'error' : 'warn'](
            { kind: dead ? 'dead' : 'retry', route, eventId: delivery.id, err: error },
            'failed',
          ),
      },
      () => performance.now(),
    );
    const running: Running = { relay, guard };
    const values = [
      { provide: ApiTransactions, useValue: apiTransactions },
      { provide: WorkerTransactions, useValue: workerTransactions },
      { provide: RelayWake, useValue: wake },
      { provide: DeliveryLedger, useValue: ledger },
      { provide: DeliveryConsumer, useValue: consumer },
      { provide: DeliveryRelay, useValue: relay },
      { provide: ClockGuard, useValue: guard },
      { provide: QueueDepths, useValue: relay },
      { provide: AlertSends, useValue: new AlertSends(environment.DELIVERY_LEASE_SECONDS) },
      {
        provide: SessionTerms,
        useValue: new SessionTerms(hours(environment.SESSION_IDLE_HOURS), days(environment.SESSION_DAYS)),
      },
      { provide: CheckpointDirectory, useValue: CheckpointDirectory.of(environment) },
      { provide: CheckpointKeys, useValue: CheckpointKeys.of(environment) },
      { provide: CheckpointTerms, useValue: new CheckpointTerms(minutes(environment.CHECKPOINT_MINUTES)) },
      { provide: RUNNING, useValue: running },
    ];
    const classes = [
      AlertRepository,
      ChainReader,
      CheckpointRepository,
      CompositeCases,
      DatabaseCheck,
      DigestEntries,
      DueWork,
      GradeDecisions,
      GradingJobs,
      HazardRepository,
      ObligationRepository,
      HazardQueries,
      OrganisationPaths,
      PeopleReader,
      PlaceReader,
      PolicyLibrary,
      RehearsalClock,
      ReportHazards,
      ReplayReader,
      RulePackLibrary,
      RulePackRepository,
      SendableAlerts,
      SessionRepository,
      CycleOpener,
      DutyLibrary,
      FilingQueries,
      FilingRepository,
      EvidenceRepository,
      FilingTokens,
      InspectionRepository,
      LedgerReader,
      SchoolChanges,
      ReadinessReader,
      RollUpReader,
    ];
    const ports = [
      { provide: SessionVerifier, useClass: StoredSessionVerifier },
      { provide: IdempotencyStore, useClass: IdempotentRequests },
      { provide: DeliveryCounts, useClass: StoredDeliveryCounts },
    ];
    const providers = [...values, ...classes, ...ports];
    const module = {
      module: StoreModule,
      global: true,
      providers,
      exports: providers.map((provider) => ('provide' in provider ? provider.provide : provider)),
    };
    return { module, close: async () => void (await Promise.all([api.destroy(), worker.destroy()])) };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.running.guard.start();
    await this.running.relay.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.running.guard.stop();
    await this.running.relay.stop();
  }
}

async function connect(url: string, poolSize: number): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    url,
    schema: 'app',
    entities: DIRECTORY_ROWS,
    poolSize,
    logging: false,
    extra: { statement_timeout: 30_000, idle_in_transaction_session_timeout: 60_000, connectionTimeoutMillis: 10_000 },
  });
  return source.initialize();
}
