import { Module } from '@nestjs/common';

/** 零报告: the quarter. */
@Module({})
export class ZeroReportModule {}
