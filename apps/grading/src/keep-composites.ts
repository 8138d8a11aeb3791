import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { newId } from '#kernel/ids.js';
import { type CompositeCount, countComposite } from '#hazards/grading/composite.js';
import { decideComposite } from '#hazards/grading/decide-composite.js';
import { type EffectivePack } from '#hazards/grading/effective-pack.js';
import { type Hazard } from '#hazards/lifecycle/hazard.js';
import { CompositeCases, type CompositeStep, type StoredComposite } from '#store/hazards/composite-case.repository.js';
import { ObligationRepository } from '#store/obligations/obligation.repository.js';
import { AskBureau, type MakeQuestion } from './ask-bureau.js';
import { elementsOf } from './judge-hazard.js';
import { isAt, packAt, type Surroundings } from './surroundings.js';

type At = Pick<Hazard, 'organisationId' | 'placeKey' | 'site' | 'building'>;

interface Recount {
  readonly at: At;
  readonly count: CompositeCount;
  readonly current?: StoredComposite;
  readonly pack: EffectivePack;
}

/** 综合判定: keeps the case of each place in step with what is open there. It rises by itself; a person dissolves it. */
@Injectable()
export class KeepComposites {
  constructor(
    private readonly cases: CompositeCases,
    private readonly obligations: ObligationRepository,
    private readonly askBureau: AskBureau,
  ) {}

  /** Call it under the locks of the places, with what is open there after every change of this unit of work. */
  async run(manager: EntityManager, places: readonly At[], surroundings: Surroundings): Promise<void> {
    const [moment]: { now: Date }[] = await manager.query('select app.now() as now');
    const now = moment?.now ?? new Date(0);
    const recounts = places
      .filter((one, index) => places.findIndex((other) => isAt(one, other)) === index)
      .flatMap((at) => recountsOf(at, surroundings, now));
    if (recounts.length === 0) return;
    const question = await this.askBureau.maker(manager);
    for (const recount of recounts) await this.settle(manager, recount, question, now);
  }

  private async settle(manager: EntityManager, recount: Recount, question: MakeQuestion, now: Date): Promise<void> {
    const { current, count } = recount;
    const state = current && { ...current, settledWith: current.settledWith ?? undefined };
    const decision = decideComposite(state, count);
    switch (decision.kind) {
      case 'none':
        return;
      case 'raise':
        await this.raise(manager, recount, decision.grade, now);
        return;
      case 'keep':
        if (current && isNews(current, count)) await this.cases.save(manager, { ...current, ...factsOf(recount) });
        return;
      case 'withdraw-question':
        if (!current) return;
        await this.cases.save(manager, {
          ...current,
          ...factsOf(recount),
          status: 'raised',
          askedAt: null,
          story: told(current, 'question-withdrawn', count, now),
        });
        await this.obligations.change(manager, current.id, 'review-composite', { kind: 'cancel' }, now);
        return;
      case 'ask-to-dissolve':
        if (current) await this.ask(manager, recount, current, question, now);
    }
  }

  private async raise(
    manager: EntityManager,
    recount: Recount,
    grade: StoredComposite['grade'],
    now: Date,
  ): Promise<void> {
    const { at, count, current } = recount;
    const raised = {
      ...factsOf(recount),
      status: 'raised',
      grade,
      settledWith: null,
      askedAt: null,
      dissolvedAt: null,
    } as const;
    const story = told(current, 'raised', count, now);
    if (current) {
      const raisedAt = current.status === 'dissolved' ? now : current.raisedAt;
      await this.cases.save(manager, { ...current, ...raised, raisedAt, story });
      await this.obligations.change(manager, current.id, 'review-composite', { kind: 'cancel' }, now);
      return;
    }
    const { organisationId, placeKey, site, building } = at;
    const place = { organisationId, placeKey, site, building, combinedGroup: count.group };
    await this.cases.add(manager, { id: newId(), ...place, ...raised, raisedAt: now, story });
  }

  private async ask(
    manager: EntityManager,
    recount: Recount,
    current: StoredComposite,
    question: MakeQuestion,
    now: Date,
  ): Promise<void> {
    const { count } = recount;
    const story = told(current, 'dissolution-asked', count, now);
    await this.cases.save(manager, {
      ...current,
      ...factsOf(recount),
      status: 'dissolution-asked',
      askedAt: now,
      story,
    });
    const hazardId = hazardsOf(count.counted)[0] ?? hazardsOf(current.counted)[0];
    if (!hazardId) return;
    const { organisationId } = current;
    const asked = { kind: 'review-composite', subjectId: current.id, organisationId, hazardId } as const;
    await this.obligations.open(manager, [question(asked, now)], now);
  }
}

/** The count of every group that has an element at the place, or a case from before. */
function recountsOf(at: At, surroundings: Surroundings, now: Date): Recount[] {
  const pack = packAt(surroundings, at.organisationId, now);
  const open = elementsOf(
    surroundings.open.filter((one) => isAt(one, at)),
    pack,
  );
  const cases = surroundings.cases.filter((one) => isAt(one, at));
  return pack.combined.flatMap((group): Recount[] => {
    const own = open.filter((one) => pack.rules[one.ruleId]?.group === group.id);
    const current = cases.find((one) => one.combinedGroup === group.id);
    if (own.length === 0 && !current) return [];
    return [{ at, count: countComposite(own, group, []), current, pack }];
  });
}

const factsOf = ({ count, pack }: Recount) => ({
  counted: count.counted,
  threshold: count.threshold,
  rulePack: pack.version,
});

const hazardsOf = (counted: CompositeCount['counted']): string[] =>
  counted.flatMap(({ hazards }) => hazards.map(({ hazardId }) => hazardId));

const isNews = (current: StoredComposite, count: CompositeCount): boolean =>
  hazardsOf(current.counted).join() !== hazardsOf(count.counted).join();

function told(current: StoredComposite | undefined, what: string, count: CompositeCount, now: Date): CompositeStep[] {
  const step = { what, at: now, by: 'system:grading', elements: count.counted.map(({ element }) => element) };
  return [...(current?.story ?? []), step];
}
