import { Readable } from 'node:stream';
import { Controller, Get, Headers, HttpCode, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Scope } from '#platform/database/scope.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { RequirePermission } from '#platform/http/access.js';
import { IsCivilDate, IsId, IsSafeText } from '#platform/http/field-rules.js';
import { decodeCursor, DEFAULT_PAGE_SIZE, encodeCursor, nextLink, PageQuery } from '#platform/http/pages.js';
import { type GradingJob } from '#store/hazards/grading-jobs.js';
import { ReplayReader } from '#store/hazards/replay-reader.js';
import { acting } from '#store/requests/acting.js';
import { CSV_HEAD, csvLineOf } from './replay-csv.js';
import { ReplayRulePack } from './replay-rule-pack.js';
import { replayViewOf, type ReplayView } from './replay-view.js';
import { PackIdParam } from './rule-pack.controller.js';

const LIST = 'replay-changes';
const CSV_AT_ONCE = 1_000;
/** A short replay is answered at once; a longer one is looked at again. */
const PATIENCE_MS = 10_000;

class ReplayRequest {
  /** First day of the reports that are lived through; a year before the last one when absent. */
  @IsOptional()
  @IsCivilDate()
  readonly from?: string;

  /** Last day; today when absent. */
  @IsOptional()
  @IsCivilDate()
  readonly to?: string;

  /** Code of an organisation of the pack's jurisdiction: its whole subtree. */
  @IsOptional()
  @IsSafeText({ max: 64 })
  readonly under?: string;
}

class ReplayParam extends PackIdParam {
  @IsId()
  readonly replayId: string;
}

/** 回放: what a draft would have made of past hazards. Nothing about them is changed. */
@ApiTags('Rule packs')
@Controller('v1/rule-packs')
export class ReplayController {
  constructor(
    private readonly replayRulePack: ReplayRulePack,
    private readonly transactions: ApiTransactions,
    private readonly reader: ReplayReader,
  ) {}

  @Post(':id/replay')
  @HttpCode(200)
  @RequirePermission('rule-pack.replay')
  @ApiOperation({ summary: 'Replay a pack over past hazards; JSON, or the changes as text/csv' })
  @ApiOkResponse({ description: 'It is done: its sum, and the changes of grade.' })
  @ApiAcceptedResponse({ description: 'It goes on: Location says where to look, percent how far it is.' })
  async start(
    @Param() { id }: PackIdParam,
    @Query() query: ReplayRequest,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReplayView | StreamableFile> {
    const jobId = await this.replayRulePack.start(id, query);
    const location = `/v1/rule-packs/${id}/replays/${jobId}`;
    void reply.header('Location', location);
    const job = await this.replayRulePack.waitFor(id, jobId, PATIENCE_MS);
    if (job.endedAt === null) void reply.code(202);
    return this.answer(job, {}, accept, { url: location }, reply);
  }

  @Get(':id/replays/:replayId')
  @RequirePermission('rule-pack.replay')
  @ApiOperation({ summary: 'How far a replay is, and what it found; JSON page by page, or all changes as text/csv' })
  @ApiOkResponse({ description: 'The replay with a page of its changes.' })
  async find(
    @Param() { id, replayId }: ReplayParam,
    @Query() query: PageQuery,
    @Headers('accept') accept: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReplayView | StreamableFile> {
    return this.answer(await this.replayRulePack.find(id, replayId), query, accept, request, reply);
  }

  private async answer(
    job: GradingJob,
    query: Pick<PageQuery, 'limit' | 'cursor'>,
    accept: string | undefined,
    { url }: { url: string },
    reply: FastifyReply,
  ): Promise<ReplayView | StreamableFile> {
    void reply.header('Vary', 'Accept');
    if (/\btext\/csv\b/.test(accept ?? '')) return this.csv(job.id);
    const limit = query.limit ?? DEFAULT_PAGE_SIZE;
    const [afterSeq = 0] = query.cursor ? decodeCursor(LIST, ['number'], query.cursor) : [];
    const rows = await this.changes(acting().scope, job.id, Number(afterSeq), limit + 1);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next = rows.length > limit && last ? encodeCursor(LIST, [last.seq]) : null;
    const link = nextLink(url, next);
    if (link) void reply.header('Link', link);
    return replayViewOf(
      job,
      page.map(({ seq: _seq, ...change }) => change),
      next,
    );
  }

  /** Page by page from the table to the wire, however many there are. */
  private csv(jobId: string): StreamableFile {
    // The lines are asked for while the answer is being sent, when nobody is acting any more.
    return new StreamableFile(Readable.from(this.csvLines(jobId, acting().scope)), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="replay-${jobId}.csv"`,
    });
  }

  private async *csvLines(jobId: string, scope: Scope): AsyncGenerator<string> {
    yield CSV_HEAD;
    for (let afterSeq = 0; ;) {
      const rows = await this.changes(scope, jobId, afterSeq, CSV_AT_ONCE);
      yield rows.map(csvLineOf).join('');
      if (rows.length < CSV_AT_ONCE) return;
      afterSeq = rows.at(-1)?.seq ?? afterSeq;
    }
  }

  private changes(scope: Scope, jobId: string, afterSeq: number, limit: number) {
    return this.transactions.run(scope, (manager) => this.reader.changes(manager, jobId, afterSeq, limit));
  }
}
