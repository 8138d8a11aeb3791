import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'app', name: 'delegation' })
export class DelegationRow {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'post_id' })
  postId: string;

  @Column('int', { name: 'organisation_id' })
  organisationId: number;

  @Column({ type: 'int', array: true, insert: false, update: false })
  path: number[];

  @Column('uuid', { name: 'to_person_id' })
  toPersonId: string;

  @Column('timestamptz', { name: 'valid_from' })
  validFrom: Date;

  @Column('timestamptz', { name: 'valid_to' })
  validTo: Date;

  @Column('text')
  reason: string;
}
