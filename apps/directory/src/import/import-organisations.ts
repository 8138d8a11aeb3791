import { Injectable } from '@nestjs/common';
import { type Actor } from '#platform/http/access.js';
import { type FieldError, Problem } from '#platform/http/problem.js';
import { TakenError } from '#store/directory/import-lock.js';
import { OrganisationImportRepository } from '#store/directory/organisation-import.repository.js';
import { reachOf } from '../access/reach-of.js';
import { type OrganisationLine, readOrganisationLines } from './organisation-lines.js';
import { type OrganisationCounts, planOrganisations } from './plan-organisations.js';
import { cellError } from '#platform/tables/table.js';
import { refusedFile } from './refused-file.js';

@Injectable()
export class ImportOrganisations {
  constructor(private readonly organisations: OrganisationImportRepository) {}

  /** All lines or none. */
  async run(actor: Actor, file: Buffer | undefined): Promise<OrganisationCounts> {
    const { lines, errors, placeable } = readOrganisationLines(file);
    const codes = placeable.flatMap(({ code, parentCode, zone }) => [code, parentCode, zone, `${parentCode}-${zone}`]);
    const reach = reachOf(actor, 'organisation.import');
    try {
      const plan = await this.organisations.run(reach, [...new Set(codes)], (known) => {
        const planned = planOrganisations(placeable, known);
        if (errors.length === 0) return planned;
        return { kind: 'refuse' as const, errors: [...errors, ...(planned.kind === 'refuse' ? planned.errors : [])] };
      });
      if (plan.kind === 'refuse') throw refusedFile(plan.errors);
      return plan.counts;
    } catch (error) {
      if (error instanceof TakenError) throw refusedFile(takenLines(lines, error.names));
      throw error;
    }
  }
}

function takenLines(lines: readonly OrganisationLine[], names: readonly string[]): FieldError[] {
  const taken = new Set(names);
  const found = lines.filter(({ code }) => taken.has(code));
  if (found.length === 0)
    throw Problem.conflict('The code of a new zone belongs to an organisation outside your subtree.');
  return found.map(({ line }) =>
    cellError(line, 'code', 'must be another one: an organisation outside your subtree has it'),
  );
}
