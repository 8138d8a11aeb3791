import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { RequirePermission } from '#platform/http/access.js';
import { Idempotent } from '#platform/http/idempotency.js';
import { currentActor } from '../access/current-actor.js';
import { requireId } from '../access/require-id.js';
import { AppointToPost } from './appoint-to-post.js';
import { DelegatePost } from './delegate-post.js';
import { EndDelegation } from './end-delegation.js';
import { EndPost } from './end-post.js';
import { ListDelegations } from './list-delegations.js';
import { ListPosts } from './list-posts.js';
import { DelegationAnswer, DelegationList, NewDelegation, NewPost, PostAnswer, PostList } from './post.dto.js';

@ApiTags('Posts')
@Controller('v1')
export class PostsController {
  constructor(
    private readonly listPosts: ListPosts,
    private readonly appointToPost: AppointToPost,
    private readonly endPost: EndPost,
    private readonly listDelegations: ListDelegations,
    private readonly delegatePost: DelegatePost,
    private readonly endDelegation: EndDelegation,
  ) {}

  @RequirePermission('organisation.read')
  @Get('organisations/:code/posts')
  @ApiOperation({ summary: 'Posts of an organisation that hold now or later' })
  @ApiOkResponse({ type: PostList, description: 'The posts, by role.' })
  async list(@Param('code') code: string): Promise<PostList> {
    const posts = await this.listPosts.run(currentActor(), code);
    return { items: posts.map((post) => PostAnswer.from(post)) };
  }

  @RequirePermission('post.manage')
  @Idempotent()
  @Post('organisations/:code/posts')
  @ApiOperation({ summary: 'Give somebody a post', description: 'Name the person by username or by personId.' })
  @ApiBody({
    type: NewPost,
    examples: {
      now: { value: { username: 's001.principal', role: 'principal' } },
      later: { value: { username: 's001.principal', role: 'principal', from: '2026-09-01T00:00:00+08:00' } },
    },
  })
  @ApiCreatedResponse({ type: PostAnswer, description: 'The post.' })
  async appoint(@Param('code') code: string, @Body() request: NewPost): Promise<PostAnswer> {
    return PostAnswer.from(await this.appointToPost.run(currentActor(), code, request));
  }

  @RequirePermission('post.manage')
  @Delete('posts/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'End a post now' })
  @ApiNoContentResponse({ description: 'It has ended, with the rights that it gave.' })
  async end(@Param('id') id: string): Promise<void> {
    await this.endPost.run(currentActor(), requireId(id));
  }

  @RequirePermission('organisation.read')
  @Get('posts/:id/delegations')
  @ApiOperation({ summary: 'Delegations of a post that run now or later' })
  @ApiOkResponse({ type: DelegationList, description: 'The delegations, the earliest first.' })
  async delegations(@Param('id') id: string): Promise<DelegationList> {
    const delegations = await this.listDelegations.run(currentActor(), requireId(id));
    return { items: delegations.map((delegation) => DelegationAnswer.from(delegation)) };
  }

  @RequirePermission('delegation.manage')
  @Idempotent()
  @Post('posts/:id/delegations')
  @ApiOperation({
    summary: 'Let somebody act in a post for a time',
    description: 'One’s own post, or one that ranks no higher.',
  })
  @ApiBody({
    type: NewDelegation,
    examples: {
      training: {
        value: {
          toUsername: 's001.vice',
          from: '2026-10-08T08:00:00+08:00',
          to: '2026-10-15T08:00:00+08:00',
          reason: '外出培训',
        },
      },
    },
  })
  @ApiCreatedResponse({ type: DelegationAnswer, description: 'The delegation.' })
  async delegate(@Param('id') id: string, @Body() request: NewDelegation): Promise<DelegationAnswer> {
    return DelegationAnswer.from(await this.delegatePost.run(currentActor(), requireId(id), request));
  }

  @RequirePermission('delegation.manage')
  @Delete('delegations/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take a delegated post back now' })
  @ApiNoContentResponse({ description: 'The substitute acts in it no longer.' })
  async takeBack(@Param('id') id: string): Promise<void> {
    await this.endDelegation.run(currentActor(), requireId(id));
  }
}
