import { type Cover, isInForce, type Post } from './post-holder.js';
import { type Role } from './role.js';

export interface Holder {
  kind: 'holder';
  personId: string;
  organisationId: string;
  via: 'post' | 'delegation';
  onBehalfOf?: string;
}

export type HolderAnswer = Holder | { kind: 'vacant' } | { kind: 'absent'; personId: string };

/**
 * Who answers for a role among `posts` (those of one organisation, or of a chain for roles that occur once in it).
 * Duty follows the post, not the name (一岗双责): a running delegation replaces the holder, absent or not; an absent
 * holder without one leaves the role unanswered, which is not the same as a vacant post.
 */
export function whoHolds(role: Role, posts: readonly Post[], cover: Cover, now: Date): HolderAnswer {
  const answers = answersFor(role, posts, cover, now);
  return answers.find((answer) => answer.kind === 'holder') ?? answers[0] ?? { kind: 'vacant' };
}

/** Everyone who answers for a role, each person once, longest-serving first: an office may hold one role several times. */
export function holdersOf(role: Role, posts: readonly Post[], cover: Cover, now: Date): Holder[] {
  const holders = answersFor(role, posts, cover, now).filter((answer) => answer.kind === 'holder');
  return holders.filter((holder, i) => holders.findIndex((other) => other.personId === holder.personId) === i);
}

function answersFor(role: Role, posts: readonly Post[], cover: Cover, now: Date): HolderAnswer[] {
  return posts
    .filter((post) => post.role === role && isInForce(post, now))
    .sort((a, b) => a.from.getTime() - b.from.getTime() || (a.id < b.id ? -1 : 1))
    .map((post) => answerOf(post, cover, now));
}

/** Who answers for this one post. */
export function answerOf(post: Post, cover: Cover, now: Date): HolderAnswer {
  const isAway = (personId: string) =>
    cover.absences.some((absence) => absence.personId === personId && isInForce(absence, now));
  const { organisationId, personId } = post;

  const delegate = cover.delegations.find(
    (delegation) => delegation.postId === post.id && isInForce(delegation, now) && !isAway(delegation.toPersonId),
  );
  if (delegate) {
    return { kind: 'holder', personId: delegate.toPersonId, organisationId, via: 'delegation', onBehalfOf: personId };
  }
  return isAway(personId) ? { kind: 'absent', personId } : { kind: 'holder', personId, organisationId, via: 'post' };
}
