import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { OBLIGATION_KIND_IDS } from '#hazards/escalation/obligation-kind.js';
import { decideMove, type MoveRefusal } from '#hazards/lifecycle/decide-move.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { type Precondition } from '#platform/http/etag.js';
import { Problem } from '#platform/http/problem.js';
import { type HazardChange } from '#store/hazards/hazard-change.js';
import { HazardQueries } from '#store/hazards/hazard-queries.js';
import { type HazardWithNames } from '#store/hazards/hazard-view.js';
import { HazardRepository } from '#store/hazards/hazard.repository.js';
import { OrganisationPaths } from '#store/people/organisation-paths.js';
import { acting, rolesAt } from '#store/requests/acting.js';
import { HazardRejections } from '#store/tip-offs/hazard-rejections.js';

/**
 * 不予受理: the bureau finds that there is nothing to a report, above all to a tip-off. Any report may be rejected so, since
 * otherwise a rejected hazard would tell the school that somebody had told of it.
 */
@Injectable()
export class RejectHazard {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly hazards: HazardRepository,
    private readonly queries: HazardQueries,
    private readonly paths: OrganisationPaths,
    private readonly rejections: HazardRejections,
  ) {}

  run(id: string, { reason }: { reason: string }, precondition: Precondition): Promise<HazardWithNames> {
    const { actor, scope, name } = acting();
    return this.transactions.run(scope, async (manager) => {
      await this.hazards.update(manager, id, name, async (hazard) => {
        const roles = rolesAt(actor, await this.paths.pathOf(manager, hazard.organisationId));
        const isTipOff = await this.rejections.isTipOff(manager, id);
        const moves = roles.map((role) => decideMove({ ...hazard, isTipOff }, 'reject', { stage: 'intake', role }));
        if (!moves.some(({ kind }) => kind === 'moved')) throw refusalOf(moves.flatMap(reasonOf), hazard);
        precondition.require(hazard.version);
        const districtId = hazard.districtId ?? hazard.organisationId;
        await this.rejections.add(manager, { hazardId: id, districtId, reason, by: actor.personId });
        return rejected(reason);
      });
      const changed = await this.queries.find(manager, id);
      if (!changed) throw Problem.notFound();
      return changed;
    });
  }
}

/** The history keeps the fingerprint of the reason, which the school may not read, so that nobody changes it quietly. */
const rejected = (reason: string): HazardChange => ({
  outcome: 'rejected',
  set: { status: 'rejected', termStart: null, dueAt: null, dueProvisional: false, extensionPending: null },
  events: [{ type: 'hazard.rejected', data: { reasonFingerprint: createHash('sha256').update(reason).digest('hex') } }],
  // What is open at the place is fewer by one, as after a closing.
  tell: ['hazard.closed'],
  obligations: OBLIGATION_KIND_IDS.map((kind) => ({ order: 'change', kind, change: { kind: 'cancel' } })),
});

const reasonOf = (move: ReturnType<typeof decideMove>): MoveRefusal[] => (move.kind === 'refused' ? [move.reason] : []);

function refusalOf(reasons: readonly MoveRefusal[], { status }: Readonly<Hazard>): Problem {
  if (reasons.some((reason) => reason === 'status-is-terminal' || reason === 'not-from-this-status')) {
    return Problem.conflict(`The hazard is ${status}; it can be rejected until its rectification is submitted.`);
  }
  return Problem.forbidden('Only the education bureau, or the levels above it, may do this.');
}
