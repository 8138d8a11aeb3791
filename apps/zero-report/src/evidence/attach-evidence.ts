import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId } from '#kernel/ids.js';
import { decideDraft } from '#hazards/zero-report/decide-filing.js';
import {
  attachableKinds,
  decideEvidence,
  type Evidence,
  evidenceSoFar,
  EVIDENCE_TYPES,
} from '#hazards/zero-report/evidence.js';
import { type Precondition } from '#platform/http/etag.js';
import { Problem } from '#platform/http/problem.js';
import { EvidenceRepository, type StoredEvidence } from '#store/zero-report/evidence.repository.js';
import { type FilingChange } from '#store/zero-report/filing.repository.js';
import { ChangeFiling, type FilingKey, type FilingPlace, type FilingSituation } from '../change-filing.js';
import { refusalOf } from '../filing-refusal.js';
import { requireOwn, WriteFiling } from '../write-filing.js';
import { evidenceRefusal } from './evidence-refusal.js';

export interface UploadedFile {
  readonly kind: string;
  readonly name: string;
  readonly content: Buffer;
  /** What its sender says that it is; undefined where nothing is said. */
  readonly mediaType?: string;
}

/** 附佐证材料: files are attached to the draft, and what the draft names is signed with it. */
@Injectable()
export class AttachEvidence {
  constructor(
    private readonly changeFiling: ChangeFiling,
    private readonly writing: WriteFiling,
    private readonly evidence: EvidenceRepository,
  ) {}

  attach(key: FilingKey, file: UploadedFile, precondition: Precondition): Promise<FilingPlace> {
    return this.changeFiling.run(key, 'zero-report.draft', precondition, (situation) => this.attached(situation, file));
  }

  remove(key: FilingKey, id: string, precondition: Precondition): Promise<FilingPlace> {
    return this.changeFiling.run(key, 'zero-report.draft', precondition, (situation) => this.removed(situation, id));
  }

  /** A file of a filing that the caller sees, also one that only an earlier edition names. */
  find(key: FilingKey, id: string): Promise<StoredEvidence> {
    return this.changeFiling.read(key, async ({ filing }, manager) => {
      const file = await this.evidence.find(manager, filing.id, id);
      if (!file) throw Problem.notFound('No file with this id is attached.');
      if (!file.intact) throw Problem.conflict('The stored file is no longer the one that was attached.');
      return file;
    });
  }

  /** The attaching as a decision, for whoever holds the lock. */
  async attached(situation: FilingSituation, { mediaType, ...upload }: UploadedFile): Promise<FilingChange> {
    const { duty, filing, actor, manager } = situation;
    const so = evidenceSoFar(filing);
    const sha256 = createHash('sha256').update(upload.content).digest('hex');
    const decision = decideEvidence(duty, so, { ...upload, sha256 });
    if (decision.kind === 'repeated') return { outcome: 'repeated', set: {}, events: [] };
    if (decision.kind === 'refused') {
      const kinds = attachableKinds(duty).map(({ id }) => id);
      throw evidenceRefusal(decision.reason, kinds);
    }
    if (mediaType !== undefined && mediaType !== decision.mediaType) throw evidenceRefusal('type', EVIDENCE_TYPES);
    const { kind, content } = upload;
    const { name } = decision;
    const file: Evidence = { id: newId(), kind, name, mediaType: decision.mediaType, bytes: content.length, sha256 };
    const change = await this.drafted(situation, [...so, file], {
      type: 'filing.evidence-attached',
      data: { ...file },
    });
    const { organisationId } = filing;
    await this.evidence.add(manager, {
      ...file,
      filingId: filing.id,
      organisationId,
      content,
      personId: actor.personId,
    });
    return change;
  }

  /** The removal as a decision, for whoever holds the lock. */
  async removed(situation: FilingSituation, id: string): Promise<FilingChange> {
    const attached = evidenceSoFar(situation.filing);
    const file = attached.find((one) => one.id === id);
    if (!file) throw Problem.notFound('No file with this id is attached.');
    const left = attached.filter((one) => one !== file);
    const change = await this.drafted(situation, left, { type: 'filing.evidence-removed', data: { ...file } });
    await this.evidence.remove(situation.manager, situation.filing.id, id);
    return change;
  }

  /** A filed report is corrected with its reason first, as its other contents are. */
  private async drafted(
    situation: FilingSituation,
    evidence: readonly Evidence[],
    event: FilingChange['events'][number],
  ): Promise<FilingChange> {
    const { filing, actor } = situation;
    requireOwn(actor);
    const decision = decideDraft(filing, filing.draft?.correction);
    if (decision.kind === 'refused') throw refusalOf(decision.reason);
    const draft = filing.draft ?? (await this.writing.begun(situation, {}, {}));
    return {
      outcome: 'drafted',
      set: { state: decision.state, filledBy: actor.personId, draft: { ...draft, evidence } },
      events: [event],
    };
  }
}
