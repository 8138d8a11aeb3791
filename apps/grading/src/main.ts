import 'reflect-metadata';
import { runService } from '#store/service/run-service.js';
import { GradingModule } from './grading.module.js';

runService('grading', () => [GradingModule]);
