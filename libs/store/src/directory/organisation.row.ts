import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity({ schema: 'app', name: 'organisation' })
export class OrganisationRow {
  @PrimaryGeneratedColumn('identity')
  id: number;

  @Column('text')
  code: string;

  @Column('text')
  name: string;

  @Column('text')
  kind: string;

  @Column('int', { name: 'parent_id', nullable: true })
  parentId: number | null;

  /** Set by the database from the parent. */
  @Column({ type: 'int', array: true, insert: false, update: false })
  path: number[];

  @Column('bool')
  boarding: boolean;

  @Column('date', { name: 'valid_from' })
  validFrom: string;

  @Column('date', { name: 'valid_to', nullable: true })
  validTo: string | null;

  @Column('int')
  version: number;
}
