import { Column, Entity } from 'typeorm';
import { CoverRow } from './cover.row.js';

@Entity({ schema: 'app', name: 'absence' })
export class AbsenceRow extends CoverRow {
  @Column('uuid', { name: 'person_id' })
  personId: string;
}
