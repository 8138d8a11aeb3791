import { type EntityManager } from 'typeorm';
import { type Role } from '#hazards/directory/role.js';

/** The person whose post the signer stands in for; null when it is his own. */
export async function standInFor(
  manager: EntityManager,
  organisationId: number,
  role: Role,
  personId: string,
): Promise<string | null> {
  const [row]: { person_id: string }[] = await manager.query(
    `select t.person_id from app.post t
     left join app.delegation d on d.post_id = t.id and d.to_person_id = $3 and d.valid_from <= app.now() and d.valid_to > app.now()
     where t.organisation_id = $1 and t.role = $2 and t.valid_from <= app.now() and (t.valid_to is null or t.valid_to > app.now())
       and (t.person_id = $3 or d.id is not null)
     order by t.person_id = $3 desc limit 1`,
    [organisationId, role, personId],
  );
  return row && row.person_id !== personId ? row.person_id : null;
}
