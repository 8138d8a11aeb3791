import 'reflect-metadata';
import { runService } from '#store/service/run-service.js';
import { ZeroReportModule } from './zero-report.module.js';

runService('zero-report', () => [ZeroReportModule]);
