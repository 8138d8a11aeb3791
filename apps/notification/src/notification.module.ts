import { join, resolve } from 'node:path';
import { type DynamicModule, Module } from '@nestjs/common';
import { type Environment } from '#platform/config/environment.js';
import { AcknowledgeAlert } from './acknowledge-alert.js';
import { AlertContext } from './alert-context.js';
import { AlertsController } from './alerts.controller.js';
import { AlertRaisedProcessor } from './alert-raised.processor.js';
import { ExpectAcknowledgement } from './expect-acknowledgement.js';
import { ClaimLetters } from './claim-letters.js';
import { ComposeDigests } from './compose-digests.js';
import { DecideSendings } from './decide-sendings.js';
import { ComposeFilingAlerts } from './filings/compose-filing-alerts.js';
import { FilingLinks } from './filings/filing-links.js';
import { RaiseFilingAlerts } from './filings/raise-filing-alerts.js';
import { SilentSchools } from './filings/silent-schools.js';
import { Mailer, OutboxMailer, SmtpMailer } from './mailer.js';
import { ObligationEscalatedProcessor } from './obligation-escalated.processor.js';
import { RaiseAlerts } from './raise-alerts.js';
import { ReleaseDueSends } from './release-due-sends.js';
import { SendAlerts } from './send-alerts.js';

/** 通知: who is told, in which words, by which channel. */
@Module({})
export class NotificationModule {
  static with(environment: Environment): DynamicModule {
    const { SMTP_URL, MAIL_FROM, DATA_DIR, publicUrl } = environment;
    const mailer = SMTP_URL
      ? new SmtpMailer(SMTP_URL, MAIL_FROM)
      : new OutboxMailer(join(resolve(DATA_DIR), 'outbox'), MAIL_FROM);
    return {
      module: NotificationModule,
      controllers: [AlertsController],
      providers: [
        { provide: Mailer, useValue: mailer },
        { provide: AlertContext, useValue: { publicUrl, phone: '区教育局安全股' } },
        AcknowledgeAlert,
        RaiseAlerts,
        RaiseFilingAlerts,
        ComposeFilingAlerts,
        SilentSchools,
        FilingLinks,
        ExpectAcknowledgement,
        SendAlerts,
        ClaimLetters,
        ComposeDigests,
        DecideSendings,
        ReleaseDueSends,
        ObligationEscalatedProcessor,
        AlertRaisedProcessor,
      ],
      exports: [ReleaseDueSends],
    };
  }
}
