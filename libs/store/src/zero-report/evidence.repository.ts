import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type Evidence } from '#hazards/zero-report/evidence.js';

export interface NewEvidence extends Evidence {
  readonly filingId: string;
  readonly organisationId: number;
  readonly content: Buffer;
  readonly personId: string;
}

export interface StoredEvidence {
  readonly name: string;
  readonly mediaType: string;
  readonly content: Buffer;
  /** False when the stored bytes are no longer those that were attached. */
  readonly intact: boolean;
}

/** 佐证材料: the files of filings. A filing's draft and its signed editions say which of them count. */
@Injectable()
export class EvidenceRepository {
  async add(manager: EntityManager, file: NewEvidence): Promise<void> {
    await manager.query(
      `insert into app.filing_evidence (id, filing_id, organisation_id, kind, name, media_type, content, sha256, added_at, added_by)
       values ($1, $2, $3, $4, $5, $6, $7, decode($8, 'hex'), app.now(), $9)`,
      [
        file.id,
        file.filingId,
        file.organisationId,
        file.kind,
        file.name,
        file.mediaType,
        file.content,
        file.sha256,
        file.personId,
      ],
    );
  }

  async find(manager: EntityManager, filingId: string, id: string): Promise<StoredEvidence | undefined> {
    const [row]: StoredEvidence[] = await manager.query(
      `select name, media_type as "mediaType", content, sha256(content) = sha256 as intact
       from app.filing_evidence where filing_id = $1 and id = $2`,
      [filingId, id],
    );
    return row;
  }

  /** Takes the file away, unless a signed edition names it. */
  async remove(manager: EntityManager, filingId: string, id: string): Promise<void> {
    await manager.query(
      `delete from app.filing_evidence f where f.filing_id = $1 and f.id = $2 and not exists (select from app.filing_edition e
         where e.filing_id = f.filing_id and e.content->'evidence' @> jsonb_build_array(jsonb_build_object('id', f.id)))`,
      [filingId, id],
    );
  }
}
