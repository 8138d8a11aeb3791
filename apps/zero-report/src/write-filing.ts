import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type Duty } from '#hazards/zero-report/duty.js';
import { type DutyPeriod } from '#hazards/zero-report/duty-period.js';
import { decideDraft, decideSignature } from '#hazards/zero-report/decide-filing.js';
import { evidenceSoFar } from '#hazards/zero-report/evidence.js';
import { answersSoFar, type FilingDraft, firstAnswers } from '#hazards/zero-report/filing-content.js';
import { type LedgerExcerpt } from '#hazards/zero-report/ledger-numbers.js';
import { type Answers, readAnswers } from '#hazards/zero-report/read-answers.js';
import { Problem } from '#platform/http/problem.js';
import { canonicalJson } from '#store/history/canonical-json.js';
import { FilingTokens } from '#store/zero-report/filing-tokens.js';
import { type Filing, type FilingChange } from '#store/zero-report/filing.repository.js';
import { LedgerReader } from '#store/zero-report/ledger-reader.js';
import { type FilingActor, type FilingSituation } from './change-filing.js';
import { refusalOf } from './filing-refusal.js';
import { standInFor } from './stand-in-for.js';

export interface DraftRequest {
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly comments?: string;
  readonly correction?: string;
}

/** What a report of that kind shows beside the answers; a bureau's roll-up signs its figures. */
export type Figures = (situation: FilingSituation) => Promise<unknown>;

/** 填写和签字: what a draft and a signature make of a filing, by the API and by a link alike. */
@Injectable()
export class WriteFiling {
  constructor(
    private readonly ledger: LedgerReader,
    private readonly tokens: FilingTokens,
  ) {}

  /** The first answers of a form that nobody has begun. */
  async prefilled(
    manager: EntityManager,
    duty: Duty,
    period: DutyPeriod,
    filing: Filing,
  ): Promise<LedgerExcerpt | null> {
    return duty.form.prefill === 'ledger' ? this.ledger.excerpt(manager, filing.organisationId, period) : null;
  }

  /** The draft as a decision, for whoever holds the lock. */
  async drafted(situation: FilingSituation, request: DraftRequest): Promise<FilingChange> {
    const { duty, period, filing, actor } = situation;
    requireOwn(actor);
    const decision = decideDraft(filing, request.correction);
    if (decision.kind === 'refused') throw refusalOf(decision.reason);
    const given = readAnswers(duty, period, request.answers ?? {});
    if (given.kind === 'refused') {
      throw Problem.validation(given.errors.map(({ path, message }) => ({ pointer: `/answers${path}`, message })));
    }
    return {
      outcome: 'drafted',
      set: {
        state: decision.state,
        filledBy: actor.personId,
        draft: await this.begun(situation, request, given.answers),
      },
      events: [
        {
          type: 'filing.drafted',
          data: { answers: given.answers, comments: request.comments ?? '', correction: request.correction ?? null },
        },
      ],
    };
  }

  /** The draft that follows from what stands there already. */
  async begun(
    { duty, period, filing, actor, manager }: FilingSituation,
    request: DraftRequest,
    answers: Answers,
  ): Promise<FilingDraft> {
    const ledger = await this.prefilled(manager, duty, period, filing);
    return {
      answers: { ...firstAnswers(duty, ledger), ...answersSoFar(duty, filing, ledger), ...answers },
      comments: request.comments ?? filing.draft?.comments ?? filing.content?.comments ?? '',
      correction: request.correction ?? filing.draft?.correction,
      filledBy: actor.personId,
      ledger,
      evidence: evidenceSoFar(filing),
    };
  }

  /** The signature as a decision, for whoever holds the lock. */
  async signed(situation: FilingSituation, figures?: Figures): Promise<FilingChange> {
    const { duty, period, filing, actor, manager, now } = situation;
    const role = actor.ownRoles.find((one) => duty.signedBy.includes(one));
    if (!role)
      throw Problem.forbidden(
        `This is signed by ${duty.signedBy.join(' or ')} of the organisation, and you hold no such post there.`,
      );
    const ledger = await this.prefilled(manager, duty, period, filing);
    const organisation = { code: filing.code, name: filing.name };
    const decision = decideSignature(
      duty,
      period,
      { ...filing, organisation },
      ledger,
      { personId: actor.personId, role },
      now,
    );
    if (decision.kind === 'refused') throw refusalOf(decision.reason, decision);
    const content = figures ? { ...decision.content, figures: await figures(situation) } : decision.content;
    const canonical = Buffer.from(canonicalJson(content));
    const hash = createHash('sha256').update(canonical).digest();
    await this.tokens.revoke(manager, filing.id);
    const { filedAs, edition } = content;
    return {
      outcome: decision.isCorrection ? 'corrected' : 'filed',
      set: {
        state: 'filed',
        edition,
        content,
        contentHash: hash,
        filedAs,
        contested: decision.contested,
        draft: null,
        remark: null,
        filledBy: content.filledBy,
        signedBy: actor.personId,
        // A correction does not make a report late that was in time.
        filedAt: decision.isCorrection ? filing.filedAt : now,
      },
      events: [
        {
          type: decision.isCorrection ? 'filing.corrected' : 'filing.filed',
          data: {
            edition,
            filedAs,
            contentHash: hash.toString('hex'),
            role,
            contested: decision.contested.map(({ check }) => check),
          },
        },
      ],
      obligation: decision.isCorrection ? undefined : { kind: 'meet', asOf: now },
      edition: {
        canonical,
        hash,
        signedRole: role,
        onBehalfOf: await standInFor(manager, filing.organisationId, role, actor.personId),
      },
    };
  }
}

export function requireOwn({ ownRoles }: FilingActor): void {
  if (ownRoles.length === 0) throw Problem.forbidden('Only the organisation itself fills in its report.');
}
