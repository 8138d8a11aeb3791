import { Module } from '@nestjs/common';
import { SealHistory } from './seal-history.js';

/** Seals the history of all stages. It stands in the processes of this stage, where no deadline waits behind its work. */
@Module({ providers: [SealHistory] })
export class CheckpointsModule {}
