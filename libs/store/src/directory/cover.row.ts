import { Column, PrimaryColumn } from 'typeorm';

/** What an absence and a delegation have in common: for how long, where, and why. */
export abstract class CoverRow {
  @PrimaryColumn('uuid')
  id: string;

  @Column('int', { name: 'organisation_id' })
  organisationId: number;

  @Column({ type: 'int', array: true, insert: false, update: false })
  path: number[];

  @Column('timestamptz', { name: 'valid_from' })
  validFrom: Date;

  @Column('timestamptz', { name: 'valid_to' })
  validTo: Date;

  @Column('text')
  reason: string;
}
