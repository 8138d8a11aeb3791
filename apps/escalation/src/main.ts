import 'reflect-metadata';
import { runService } from '#store/service/run-service.js';
import { EscalationModule } from './escalation.module.js';

runService('escalation', (environment) => [EscalationModule.with(environment)]);
