import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'app', name: 'post' })
export class PostRow {
  @PrimaryColumn('uuid')
  id: string;

  @Column('int', { name: 'organisation_id' })
  organisationId: number;

  @Column({ type: 'int', array: true, insert: false, update: false })
  path: number[];

  @Column('text')
  role: string;

  @Column('uuid', { name: 'person_id' })
  personId: string;

  @Column('timestamptz', { name: 'valid_from' })
  validFrom: Date;

  @Column('timestamptz', { name: 'valid_to', nullable: true })
  validTo: Date | null;
}
