import { type Bilingual } from '../directory/bilingual.js';
import { type Cover, isInForce, type Post } from '../directory/post-holder.js';
import { nextRank, rankOf } from '../directory/rank.js';
import { type Role, ROLE_IDS } from '../directory/role.js';
import { type Holder, holdersOf, whoHolds } from '../directory/who-holds.js';
import { type EscalationStep, type Party, type RecipientSelector, type Tier } from './escalation-policy.js';
import { partyReason, roleReason } from './recipient-reason.js';
import { tierOf } from './tier-of.js';

/** The organisations from the school up to the province, with everyone who holds a post in one of them. */
export interface ChainPeople {
  organisations: readonly { id: string; tier: Tier }[];
  posts: readonly Post[];
  cover: Cover;
}

/**
 * A person named in the case, with the post in which he was named; role null for someone without a post. Without a person the
 * post itself is the party: whoever holds it when he is to be told.
 */
export interface CaseParty {
  personId: string | null;
  role: Role | null;
  organisationId: string | null;
}
export type CaseParties = Partial<Record<Party, CaseParty>>;

export interface Recipient {
  personId: string;
  /** The role in which the person is told. */
  role: Role | null;
  organisationId: string | null;
  via: 'post' | 'delegation' | 'next-rank';
  /** The holder of the post, when a delegate is told in his place. */
  onBehalfOf?: string;
  reasonText: Bilingual;
}

export interface Vacancy {
  role: Role | Party;
  organisationId: string | null;
  why: 'vacant' | 'absent' | 'no-such-organisation' | 'not-named';
  replacedBy?: Role;
}

export interface RecipientAnswer {
  recipients: Recipient[];
  vacancies: Vacancy[];
  /** Nobody in the whole chain answers: the step must be shown to whoever runs the system, not dropped. */
  nobody: boolean;
}

/** Who answers for a case party that was never named. A reporter may be anonymous and is never replaced. */
const PARTY_FALLBACK: Record<Party, Role | undefined> = {
  owner: 'vice-principal',
  monitor: 'principal',
  debtor: 'principal',
  reporter: undefined,
};

/**
 * Who is told of a step. Duty follows the post (一岗双责): the delegate stands in for an absent holder, the successor for a
 * former one, and the next rank for a post that nobody answers for, which is then listed as a vacancy. Nobody is told
 * twice in one step. A step whose recipients are all missing goes to whoever stands highest in the chain.
 */
export function recipientsFor(
  step: Pick<EscalationStep, 'to'>,
  people: ChainPeople,
  parties: CaseParties,
  now: Date,
): RecipientAnswer {
  const search = new RecipientSearch(people, now);
  for (const selector of step.to) {
    if ('party' in selector) search.addParty(selector.party, parties[selector.party]);
    else search.addRole(selector);
  }
  if (search.recipients.length === 0) search.addHighest(step.to);
  const { recipients, vacancies } = search;
  return { recipients, vacancies, nobody: recipients.length === 0 };
}

/** Holds what one call has found so far, so that no person enters twice. */
class RecipientSearch {
  readonly recipients: Recipient[] = [];
  readonly vacancies: Vacancy[] = [];

  constructor(
    private readonly people: ChainPeople,
    private readonly now: Date,
  ) {}

  addRole({ role, of }: { role: Role; of: Tier }): void {
    const organisations = this.people.organisations.filter(({ tier }) => tier === of);
    if (organisations.length === 0) this.climbFrom(role, role, null, 'no-such-organisation');
    for (const { id } of organisations) this.addHolders(role, id, role);
  }

  addParty(party: Party, named: CaseParty | undefined): void {
    const fallback = PARTY_FALLBACK[party];
    if (!named) {
      if (fallback) this.replace(party, fallback, null, 'not-named');
      return;
    }
    const { personId, role, organisationId } = named;
    if (personId === null) {
      const tier = role && tierOf(role);
      if (role && tier) this.addRole({ role, of: tier });
      else if (fallback) this.replace(party, fallback, null, 'not-named');
      return;
    }
    if (role === null || organisationId === null) {
      this.add({ personId, role, organisationId, via: 'post', reasonText: partyReason(party, role) });
      return;
    }
    const own = holdersOf(role, this.partyPosts(named), this.people.cover, this.now);
    if (own.length > 0) return this.addFound(own, role, partyReason(party, role));
    this.addHolders(role, organisationId, party);
  }

  /** The last resort: the highest rank of the chain that anybody answers for. */
  addHighest(selectors: readonly RecipientSelector[]): void {
    if (selectors.every((selector) => 'party' in selector && selector.party === 'reporter')) return;
    const byHeight = ROLE_IDS.filter((role) => rankOf(role) !== undefined).sort((a, b) => height(b) - height(a));
    for (const role of byHeight) {
      const found = this.answering(role);
      if (found.length === 0) continue;
      this.addFound(found, role, roleReason(role, 'last-resort'), 'next-rank');
      this.vacancies.filter((vacancy) => !vacancy.replacedBy).forEach((vacancy) => (vacancy.replacedBy = role));
      return;
    }
  }

  /** The party's own posts of that role; a delegate was named in place of the holder, so the holder's post is his. */
  private partyPosts({ personId, role, organisationId }: CaseParty): Post[] {
    const { posts, cover } = this.people;
    return posts.filter(
      (post) =>
        post.role === role &&
        post.organisationId === organisationId &&
        (post.personId === personId ||
          cover.delegations.some(
            (one) => one.postId === post.id && one.toPersonId === personId && isInForce(one, this.now),
          )),
    );
  }

  private addHolders(role: Role, organisationId: string, wanted: Role | Party): void {
    const posts = this.people.posts.filter((post) => post.organisationId === organisationId);
    const holders = holdersOf(role, posts, this.people.cover, this.now);
    if (holders.length > 0)
      return this.addFound(holders, role, wanted === role ? undefined : roleReason(role, 'successor'));
    const answer = whoHolds(role, posts, this.people.cover, this.now);
    this.climbFrom(role, wanted, organisationId, answer.kind === 'absent' ? 'absent' : 'vacant');
  }

  private climbFrom(role: Role, wanted: Role | Party, organisationId: string | null, why: Vacancy['why']): void {
    const next = nextRank(role);
    if (next) this.replace(wanted, next, organisationId, why);
    else this.vacancies.push({ role: wanted, organisationId, why });
  }

  /** Tells the first rank from `first` upward that anybody answers for. */
  private replace(wanted: Role | Party, first: Role, organisationId: string | null, why: Vacancy['why']): void {
    for (let role: Role | undefined = first; role; role = nextRank(role)) {
      const found = this.answering(role);
      if (found.length === 0) continue;
      this.addFound(found, role, roleReason(role, 'next-rank', wanted), 'next-rank');
      this.vacancies.push({ role: wanted, organisationId, why, replacedBy: role });
      return;
    }
    this.vacancies.push({ role: wanted, organisationId, why });
  }

  private answering(role: Role): Holder[] {
    const at = this.people.organisations.filter(({ tier }) => tier === tierOf(role)).map(({ id }) => id);
    const posts = this.people.posts.filter((post) => at.includes(post.organisationId));
    return holdersOf(role, posts, this.people.cover, this.now);
  }

  private addFound(holders: Holder[], role: Role, reason?: Bilingual, via?: 'next-rank'): void {
    for (const holder of holders) {
      const { personId, organisationId, onBehalfOf } = holder;
      const standsIn = holder.via === 'delegation' && via === undefined;
      const reasonText = standsIn ? roleReason(role, 'delegate') : (reason ?? roleReason(role, 'post'));
      this.add({
        personId,
        role,
        organisationId,
        via: via ?? holder.via,
        ...(onBehalfOf && { onBehalfOf }),
        reasonText,
      });
    }
  }

  private add(recipient: Recipient): void {
    if (!this.recipients.some(({ personId }) => personId === recipient.personId)) this.recipients.push(recipient);
  }
}

const height = (role: Role): number => rankOf(role) ?? -1;
