import { Readable } from 'node:stream';
import { Body, Controller, Get, Headers, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { type FastifyReply } from 'fastify';
import { Public } from '#platform/http/access.js';
import { readFormWithFiles } from '#platform/http/form-with-files.js';
import { RateLimited } from '#platform/http/rate-limit.js';
import { AcceptsBody } from '#platform/http/route-options.js';
import { deadLinkPage, formPage, PAGE_POLICY, resultPage } from './filing-page.js';
import { FileByLink, type LinkAnswer } from './file-by-link.js';
import { readPageForm } from './page-form.js';

class LinkParam {
  @Matches(/^[A-Za-z0-9_-]{20,86}$/, { message: 'must be a link from a reminder, unchanged' })
  readonly token: string;
}

const LOOKING = { action: 'filing-page', capacity: 600, refillSeconds: 0.1, per: 'address' } as const;
const SENDING = { action: 'filing-send', capacity: 60, refillSeconds: 1, per: 'address' } as const;

/**
 * 手机填报. The link is the only thing that is asked for until something is sent, and it opens one form of one person. The
 * address stands in no log: lines name the route's pattern. Mail scanners may open it as often as they like.
 */
@ApiExcludeController()
@Controller('f/:token')
export class FilingPageController {
  constructor(private readonly fileByLink: FileByLink) {}

  @Get()
  @Public()
  @RateLimited(LOOKING)
  async look(@Param() { token }: LinkParam, @Res() reply: FastifyReply): Promise<void> {
    await show(reply, await this.fileByLink.look(token));
  }

  @Post()
  @Public()
  @RateLimited(SENDING)
  @AcceptsBody('form', 'form-with-files')
  async send(
    @Param() { token }: LinkParam,
    @Body() body: object,
    @Headers('content-type') type: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await show(reply, await this.answerTo(token, body, type ?? ''));
  }

  private async answerTo(token: string, body: object, type: string): Promise<LinkAnswer> {
    if (!(body instanceof Readable)) return this.fileByLink.send(token, readPageForm(body));
    // Megabytes are read from nobody who holds no link.
    if (!(await this.fileByLink.opens(token))) return { kind: 'dead' };
    const { fields, files } = await readFormWithFiles(body, type);
    return this.fileByLink.send(token, readPageForm(fields, files));
  }
}

async function show(reply: FastifyReply, answer: LinkAnswer): Promise<void> {
  const status = answer.kind === 'dead' ? 404 : answer.kind === 'form' && hasFaults(answer) ? 422 : 200;
  await reply
    .code(status)
    .header('Content-Type', 'text/html; charset=utf-8')
    .header('Content-Security-Policy', PAGE_POLICY)
    .header('Cache-Control', 'no-store')
    .header('Referrer-Policy', 'no-referrer')
    .send(contentOf(answer));
}

const hasFaults = ({ model }: Extract<LinkAnswer, { kind: 'form' }>): boolean =>
  model.errors.length + model.contradictions.length > 0 && !model.errors[0]?.startsWith('已退回');

function contentOf(answer: LinkAnswer): string {
  switch (answer.kind) {
    case 'form':
      return formPage(answer.model);
    case 'filed':
      return resultPage('报送成功', [
        `${answer.title}已签字报送。`,
        `第${answer.edition}版，内容校验码：${answer.hash.slice(0, 16)}。`,
      ]);
    case 'drafted':
      return resultPage('已保存', [`${answer.title}已保存，请校（园）长签字报送。`]);
    case 'kept':
      return resultPage('已保存', [`${answer.title}已保存，尚未报送。请再次打开链接，核对后签字报送。`]);
    case 'dead':
      return deadLinkPage();
  }
}
