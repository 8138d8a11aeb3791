import { Injectable } from '@nestjs/common';
import { type Actor } from '#platform/http/access.js';
import { Problem } from '#platform/http/problem.js';
import { PostRepository } from '#store/directory/post.repository.js';
import { reachOf } from '../access/reach-of.js';

/** Ends a post now, with the rights that it gave; the record stays. */
@Injectable()
export class EndPost {
  constructor(private readonly posts: PostRepository) {}

  async run(actor: Actor, id: string): Promise<void> {
    const reach = reachOf(actor, 'post.manage');
    const post = await this.posts.find(reach, id);
    if (post?.role === 'administrator' && post.personId === actor.personId)
      throw Problem.conflict(
        'Another administrator has to end your own post, so that somebody is left to run the system.',
      );
    if (!post || !(await this.posts.end(reach, id))) throw Problem.notFound('No post has this id.');
  }
}
