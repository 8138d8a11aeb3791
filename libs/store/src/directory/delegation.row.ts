import { Column, Entity } from 'typeorm';
import { CoverRow } from './cover.row.js';

@Entity({ schema: 'app', name: 'delegation' })
export class DelegationRow extends CoverRow {
  @Column('uuid', { name: 'post_id' })
  postId: string;

  @Column('uuid', { name: 'to_person_id' })
  toPersonId: string;
}
