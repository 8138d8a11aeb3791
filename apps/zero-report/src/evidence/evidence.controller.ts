import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { RequirePermission } from '#platform/http/access.js';
import { IfMatch, Precondition } from '#platform/http/etag.js';
import { Idempotent } from '#platform/http/idempotency.js';
import { AcceptsBody } from '#platform/http/route-options.js';
import { type FilingKey } from '../change-filing.js';
import { type DutyFilingParam } from '../duty.dto.js';
import { FilingExchange } from '../filing-exchange.js';
import { AttachEvidence } from './attach-evidence.js';
import { EvidenceKindParam, EvidenceNameQuery, EvidenceParam } from './evidence.dto.js';

const keyOf = ({ dutyId, period, organisationCode }: DutyFilingParam): FilingKey => ({
  dutyId,
  period,
  code: organisationCode,
});
const PDF = '%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n';

/** 佐证材料: the proof that a duty asks for, such as the photographs of a drill. */
@ApiTags('Duties')
@Controller('v1/duties/:dutyId/periods/:period/filings/:organisationCode')
export class EvidenceController {
  constructor(
    private readonly attachEvidence: AttachEvidence,
    private readonly exchange: FilingExchange,
  ) {}

  @Post('evidence/:kind')
  @RequirePermission('zero-report.draft')
  @AcceptsBody('pdf', 'jpeg', 'png')
  @Idempotent()
  @ApiOperation({ summary: 'Attach a file to the draft of a filing, as one of the kinds of evidence of its duty' })
  @ApiBody({
    description: 'The file itself, at most 5 MiB.',
    schema: { type: 'string', format: 'binary' },
    examples: { pdf: { value: PDF } },
  })
  @ApiCreatedResponse({ description: 'The draft, with its version as ETag and the file under `form.evidence`.' })
  async attach(
    @Param() param: EvidenceKindParam,
    @Query() { name }: EvidenceNameQuery,
    @Headers('content-type') contentType: string,
    @Body() content: Buffer,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const mediaType = contentType.split(';')[0]?.trim().toLowerCase();
    const file = { kind: param.kind, name: name ?? param.kind, content, mediaType };
    return this.exchange.answer(await this.attachEvidence.attach(keyOf(param), file, precondition), reply);
  }

  @Get('files/:fileId')
  @RequirePermission('zero-report.read')
  @ApiOperation({ summary: 'A file that a filing, or an earlier edition of it, names' })
  @ApiOkResponse({ description: 'The file, to be saved and not to be shown.' })
  async find(@Param() param: EvidenceParam, @Res() reply: FastifyReply): Promise<void> {
    const { name, mediaType, content } = await this.attachEvidence.find(keyOf(param), param.fileId);
    await reply
      .header('Content-Type', mediaType)
      .header('Content-Disposition', `attachment; filename="evidence"; filename*=UTF-8''${encoded(name)}`)
      .send(content);
  }

  @Delete('files/:fileId')
  @HttpCode(200)
  @RequirePermission('zero-report.draft')
  @ApiOperation({ summary: 'Take a file off the draft of a filing; editions that were signed keep it' })
  @ApiOkResponse({ description: 'The draft, with its version as ETag.' })
  async remove(
    @Param() param: EvidenceParam,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.exchange.answer(await this.attachEvidence.remove(keyOf(param), param.fileId, precondition), reply);
  }
}

/** As RFC 8187 writes a file name in a header. */
const encoded = (name: string): string =>
  encodeURIComponent(name).replaceAll(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
