import 'reflect-metadata';
import { runService } from '#store/service/run-service.js';
import { AssignmentModule } from './assignment.module.js';

runService('assignment', () => [AssignmentModule]);
