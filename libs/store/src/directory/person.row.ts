import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'app', name: 'person' })
export class PersonRow {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  username: string;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  phone: string | null;

  @Column('text', { nullable: true })
  email: string | null;

  @Column('int', { name: 'organisation_id' })
  organisationId: number;

  /** Set by the database from the organisation. */
  @Column({ type: 'int', array: true, insert: false, update: false })
  path: number[];

  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt: Date | null;

  @Column('int')
  version: number;
}
