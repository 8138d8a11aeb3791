import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'app', name: 'absence' })
export class AbsenceRow {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'person_id' })
  personId: string;

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
