import { Injectable } from '@nestjs/common';
import { type Actor } from '#platform/http/access.js';
import { Problem } from '#platform/http/problem.js';
import { OrganisationRepository } from '#store/directory/organisation.repository.js';
import { type HeldPostView, PostRepository } from '#store/directory/post.repository.js';
import { reachOf } from '../access/reach-of.js';

@Injectable()
export class ListPosts {
  constructor(
    private readonly organisations: OrganisationRepository,
    private readonly posts: PostRepository,
  ) {}

  /** The posts of one organisation that hold now or later. */
  async run(actor: Actor, code: string): Promise<HeldPostView[]> {
    const reach = reachOf(actor, 'organisation.read');
    const organisation = await this.organisations.find(reach, code);
    if (!organisation) throw Problem.notFound('No organisation has this code.');
    return this.posts.at(reach, organisation.id);
  }
}
