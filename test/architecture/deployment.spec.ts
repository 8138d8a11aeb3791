import 'reflect-metadata';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type DynamicModule, type Type } from '@nestjs/common';
import { parse } from 'yaml';
import { AssignmentModule } from '#apps/assignment/src/assignment.module.js';
import { DirectoryModule } from '#apps/directory/src/directory.module.js';
import { EscalationModule } from '#apps/escalation/src/escalation.module.js';
import { GradingModule } from '#apps/grading/src/grading.module.js';
import { IntakeModule } from '#apps/intake/src/intake.module.js';
import { NotificationModule } from '#apps/notification/src/notification.module.js';
import { RectificationModule } from '#apps/rectification/src/rectification.module.js';
import { stagesFor } from '#apps/standalone/src/stages.js';
import { ZeroReportModule } from '#apps/zero-report/src/zero-report.module.js';
import { readEnvironment, settings } from '#platform/config/environment.js';
import { endpointsOfController } from '#platform/http/endpoints.js';
import { SystemController } from '#platform/http/system.controller.js';
import { proxyPaths } from '../harness/proxy-paths.js';

interface ComposeService {
  readonly environment?: Record<string, string>;
  readonly command?: string[];
  readonly ports?: string[];
  readonly depends_on?: string[] | Record<string, unknown>;
}
interface Compose {
  readonly services: Record<string, ComposeService>;
}

const MODULE_OF: Record<string, Type> = {
  assignment: AssignmentModule,
  directory: DirectoryModule,
  escalation: EscalationModule,
  grading: GradingModule,
  intake: IntakeModule,
  notification: NotificationModule,
  rectification: RectificationModule,
  'zero-report': ZeroReportModule,
};
/** Other programs, with settings of their own. */
const NOT_OURS = ['postgres', 'redis', 'proxy'];
/** Variables that compose itself reads, for those other programs. */
const OF_COMPOSE = ['DATABASE_PASSWORD', 'SITE'];

const composeOf = (file: string): Compose => parse(readFileSync(`docker/${file}`, 'utf8'), { merge: true }) as Compose;

function endpointPaths(stage: string): string[] {
  const environment = readEnvironment({});
  const module = stagesFor(environment).find(
    (one) => one === MODULE_OF[stage] || ('module' in one && one.module === MODULE_OF[stage]),
  );
  const metadata = 'module' in (module ?? {}) ? (module as DynamicModule).controllers : undefined;
  const controllers = metadata ?? (Reflect.getMetadata('controllers', module as Type) as Type[] | undefined) ?? [];
  return controllers
    .flatMap((controller) => endpointsOfController(controller))
    .map(({ path }) => path.replaceAll(/:\w+/g, 'x-1'));
}

describe('the containers', () => {
  const stages = readdirSync('apps').filter((name) => name !== 'standalone' && existsSync(`apps/${name}/src/main.ts`));
  const apart = composeOf('compose.yaml');
  const files = [
    ['compose.yaml', apart],
    ['compose.standalone.yaml', composeOf('compose.standalone.yaml')],
  ] as const;

  it.each(files)('of %s are given settings that the code reads, and no others', (_file, { services }) => {
    const known = new Set(settings());
    for (const [name, { environment = {} }] of Object.entries(services)) {
      const unknown = NOT_OURS.includes(name)
        ? []
        : Object.keys(environment).filter((variable) => !known.has(variable));
      expect([name, unknown]).toEqual([name, []]);
    }
  });

  it.each(files)('of %s ask the one who starts them for variables that exist', (file) => {
    const asked = [...readFileSync(`docker/${file}`, 'utf8').matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((name) => !settings().includes(name) && !OF_COMPOSE.includes(name))).toEqual([]);
  });

  it('of separate stages can start with what they are given, once a person has filled in the rest', () => {
    for (const stage of stages) {
      const given = Object.entries(apart.services[stage]?.environment ?? {}).map(([name, value]) => {
        const filled = value.replaceAll(
          /\$\{\w+:\?[^}]*\}/g,
          name === 'PUBLIC_URL' ? 'https://a.example' : 'a-secret-of-this-test',
        );
        return [name, filled.replaceAll(/\$\{\w+(?::-([^}]*))?\}/g, '$1')];
      });
      const environment = readEnvironment(Object.fromEntries(given) as Record<string, string>);
      expect(environment.DATABASE_URL).toMatch(/@postgres:5432\/tocsin$/);
      expect(environment.REDIS_URL).toBe('redis://redis:6379/0');
    }
  });

  it('run each stage by its own start, all of them before the proxy', () => {
    const ours = Object.keys(apart.services).filter((name) => !NOT_OURS.includes(name));
    expect(ours.toSorted()).toEqual(stages.toSorted());
    for (const stage of stages)
      expect(apart.services[stage]?.command).toEqual(['node', `dist/apps/${stage}/src/main.js`]);
    expect([...(apart.services['proxy']?.depends_on as string[])].toSorted()).toEqual(stages.toSorted());
  });

  it('listen where the image, the proxy and the published port expect it', () => {
    const image = readFileSync('docker/Dockerfile', 'utf8');
    const { PORT } = readEnvironment({});
    expect(image).toMatch(/^ENV .*\bHOST=0\.0\.0\.0\b/m);
    expect(image).toMatch(new RegExp(`^EXPOSE ${PORT}$`, 'm'));
    expect(image).toContain(`http://127.0.0.1:${PORT}/health/ready`);
    const given = [...image.matchAll(/^ENV (.*)$/gm)].flatMap(([, line = '']) =>
      [...line.matchAll(/(\w+)=/g)].map(([, name]) => name),
    );
    expect(given.filter((name) => name !== 'NODE_ENV' && !settings().includes(name ?? ''))).toEqual([]);
    expect(proxyPaths().upstreams.toSorted()).toEqual(stages.map((stage) => `${stage}:${PORT}`).toSorted());
    expect(composeOf('compose.standalone.yaml').services['tocsin']?.ports).toEqual([`127.0.0.1:${PORT}:${PORT}`]);
  });

  it.each(stages)('of %s get the paths of its endpoints from the proxy', (stage) => {
    const { upstreamOf } = proxyPaths();
    const paths = endpointPaths(stage);
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.map((path) => [path, upstreamOf(path)])).toEqual(paths.map((path) => [path, `${stage}:3000`]));
  });

  it('know the whole interface, whichever of them is asked', () => {
    const image = readFileSync('docker/Dockerfile', 'utf8');
    expect(image).toMatch(/npm run build[^]*main\.js api-document dist\/openapi\.json[^]*npm prune/);
    expect(proxyPaths().upstreamOf('/openapi.json')).toBeDefined();
  });

  it('keep metrics and probes of the inside to themselves', () => {
    const { upstreamOf } = proxyPaths();
    const inside = endpointsOfController(SystemController)
      .map(({ path }) => path)
      .filter((path) => /^\/(metrics|health)/.test(path));
    expect(inside.toSorted()).toEqual(['/health/live', '/health/ready', '/metrics']);
    expect(upstreamOf('/metrics')).toBeUndefined();
    expect(upstreamOf('/health/ready')).toBe('directory:3000');
  });
});
