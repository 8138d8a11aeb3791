import { readFileSync } from 'node:fs';
import { type MigrationInterface, type QueryRunner } from 'typeorm';

type MigrationClass = new () => MigrationInterface;

/** Every step of the schema, in order. A step that has been released is never edited: the next one corrects it. */
export const MIGRATIONS: MigrationClass[] = [
  fromSql('0001-foundation', 1767225600001),
  fromSql('0002-walls', 1767225600002),
  fromSql('0003-sign-in', 1767225600003),
  fromSql('0004-report', 1767225600004),
  fromSql('0005-sweep', 1767225600005),
  fromSql('0006-relay', 1767225600006),
  fromSql('0007-names', 1767225600007),
  fromSql('0010-directory', 1767225600010),
  fromSql('0011-rectification', 1767225600011),
  fromSql('0012-acknowledgement', 1767225600012),
  fromSql('0020-duties', 1767225600020),
  fromSql('0030-rule-packs', 1767225600030),
  fromSql('0040-tip-offs', 1767225600040),
  fromSql('0050-late-facts', 1767225600050),
  fromSql('0051-school-changes', 1767225600051),
  fromSql('0052-inspections', 1767225600052),
  fromSql('0053-duty-ground', 1767225600053),
  fromSql('0060-report-circumstances', 1767225600060),
  fromSql('0070-look-backs', 1767225600070),
  fromSql('0071-assessments', 1767225600071),
  fromSql('0072-rejections', 1767225600072),
  fromSql('0073-digests', 1767225600073),
  fromSql('0074-directory-history', 1767225600074),
  fromSql('0090-gathered-calls', 1767225600090),
  fromSql('0091-stages-see-all', 1767225600091),
  fromSql('0092-checkpoints', 1767225600092),
  fromSql('0093-evidence', 1767225600093),
  fromSql('0094-book-sends', 1767225600094),
];

/** A TypeORM migration whose step is the SQL file of that name beside this one. */
function fromSql(file: string, order: number): MigrationClass {
  return class implements MigrationInterface {
    readonly name = `${file.replaceAll('-', '')}${order}`;

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(readFileSync(new URL(`./${file}.sql`, import.meta.url), 'utf8'));
    }

    down(): Promise<void> {
      throw new Error(`${file} is not undone: restore the backup that was taken before it`);
    }
  };
}
