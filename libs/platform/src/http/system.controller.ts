import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { Health, type Readiness } from '../observability/health.js';
import { Metrics } from '../observability/metrics.js';
import { Public } from './access.js';
import { ApiDocument } from './api-document.js';
import { DOCS_POLICY, renderDocsPage } from './docs-page.js';
import { Problem } from './problem.js';

/** What machines and integrators ask of every service. */
@ApiTags('System')
@Controller()
export class SystemController {
  constructor(
    private readonly health: Health,
    private readonly metrics: Metrics,
    private readonly document: ApiDocument,
  ) {}

  @Public()
  @Get('health/live')
  @ApiOperation({ summary: 'Whether the process runs' })
  @ApiOkResponse({ description: 'It runs.' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Public()
  @Get('health/ready')
  @ApiOperation({ summary: 'Whether the process should get requests' })
  @ApiOkResponse({ description: 'It should; 503 when a check fails or the process is about to end.' })
  async ready(): Promise<Readiness> {
    const readiness = await this.health.readiness();
    if (readiness.ready) return readiness;
    const failed = Object.keys(readiness.checks).filter((name) => readiness.checks[name] === 'failed');
    throw Problem.unavailable(failed.length > 0 ? `Not ready: ${failed.join(', ')}.` : 'Not ready: about to end.');
  }

  @Public()
  @Get('metrics')
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({ summary: 'Metrics in the text format of Prometheus' })
  @ApiOkResponse({
    description: 'The metrics of this process.',
    content: { 'text/plain': { schema: { type: 'string' } } },
  })
  render(): Promise<string> {
    return this.metrics.render();
  }

  @Public()
  @Get('openapi.json')
  @ApiOperation({ summary: 'This interface as an OpenAPI 3.1 document' })
  @ApiOkResponse({ description: 'The document.', content: { 'application/json': { schema: { type: 'object' } } } })
  openapi(): object {
    return this.document.value;
  }

  @Public()
  @Get('docs')
  @ApiOperation({ summary: 'This interface as a page to read' })
  @ApiOkResponse({ description: 'The page.', content: { 'text/html': { schema: { type: 'string' } } } })
  docs(@Res({ passthrough: true }) reply: FastifyReply): string {
    reply.header('Content-Type', 'text/html; charset=utf-8').header('Content-Security-Policy', DOCS_POLICY);
    return renderDocsPage(this.document.value);
  }
}
