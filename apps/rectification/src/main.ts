import 'reflect-metadata';
import { runService } from '#store/service/run-service.js';
import { RectificationModule } from './rectification.module.js';

runService('rectification', () => [RectificationModule]);
