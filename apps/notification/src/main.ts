import 'reflect-metadata';
import { runService } from '#store/service/run-service.js';
import { NotificationModule } from './notification.module.js';

runService('notification', (environment) => [NotificationModule.with(environment)]);
