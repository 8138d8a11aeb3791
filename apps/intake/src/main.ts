import 'reflect-metadata';
import { runService } from '#store/service/run-service.js';
import { IntakeModule } from './intake.module.js';

runService('intake', () => [IntakeModule]);
