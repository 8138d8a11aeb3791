import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_QUEUES, ROUTES } from '#contracts/routes.js';
import {
  BACK_EDGES,
  edgesBetweenStages,
  STAGES,
  type StageName,
  stagePicture,
  TELLERS,
} from '../harness/stage-picture.js';

const PICTURE = /<!-- picture -->\n([\s\S]*?)\n<!-- \/picture -->/;
/** Files of the store that tell of an event in the name of a stage. */
const STORE_TELLS: Readonly<Record<string, StageName>> = {
  'libs/store/src/hazards/report-hazards.ts': 'intake',
  'libs/store/src/alerts/alert.repository.ts': 'notification',
  'libs/store/src/obligations/announce.ts': 'rectification',
};
const ORDER = Object.keys(STAGES) as StageName[];
const TYPES = Object.keys(TELLERS);

describe('the routes between stages', () => {
  const apps = sourcesIn('apps');
  const readme = readFileSync('apps/README.md', 'utf8');

  it('name each queue once', () => {
    expect(new Set(ALL_QUEUES).size).toBe(ROUTES.length);
    expect(ALL_QUEUES.filter((name) => name.includes(':'))).toEqual([]);
  });

  it('each have one processor, in the stage that they name', () => {
    const processors = apps.flatMap(([file, text]) =>
      [...text.matchAll(/@Processor\(\s*route\((\w+),\s*'([\w-]+)'\)/g)].map(([, event, consumer]) => {
        return { stage: stageOf(file), route: `${event} ${consumer}` };
      }),
    );
    const wanted = ROUTES.map(({ event, consumer }) => ({ stage: consumer, route: `${event.name} ${consumer}` }));
    const inOrder = (list: { stage: string; route: string }[]) => list.map((one) => JSON.stringify(one)).toSorted();
    expect(inOrder(processors)).toEqual(inOrder(wanted));
    expect(apps.flatMap(([, text]) => text.match(/@Processor\(/g) ?? [])).toHaveLength(processors.length);
  });

  it('begin in the stages whose sources tell of the event, and in no other', () => {
    const told = new Set<string>();
    for (const [file, text] of apps) tellingLines(text).forEach((type) => told.add(`${type} by ${stageOf(file)}`));
    for (const [file, text] of sourcesIn('libs/store/src')) {
      const carries = text.split('\n').filter((line) => /\b(eventType: '|queuesFor\(')/.test(line));
      tellingLines(carries.join('\n')).forEach((type) => told.add(`${type} by ${STORE_TELLS[file] ?? file}`));
    }
    const declared = TYPES.flatMap((type) =>
      TELLERS[type as keyof typeof TELLERS].map((stage) => `${type} by ${stage}`),
    );
    expect([...told].toSorted()).toEqual(declared.toSorted());
  });

  it('run one way, save for the edges that are listed with their reason', () => {
    const back = edgesBetweenStages().filter(({ from, to }) => ORDER.indexOf(to) <= ORDER.indexOf(from));
    expect(back.map(({ from, to }) => `${from} → ${to}`).toSorted()).toEqual(Object.keys(BACK_EDGES).toSorted());
  });

  it('are drawn in apps/README.md as they are', () => {
    expect(PICTURE.exec(readme)?.[1]?.trim()).toBe(stagePicture().trim());
  });

  it('connect apps that are all named in apps/README.md, each with its start', () => {
    const names = readdirSync('apps', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of names) {
      expect(readme).toMatch(new RegExp(`^\\| \`${name}\`\\s*\\|`, 'm'));
      expect(existsSync(join('apps', name, 'src/main.ts'))).toBe(true);
    }
    expect(ORDER.filter((stage) => !names.some(({ name }) => name === stage))).toEqual([]);
  });
});

/** Types of events on lines that do not merely write them into the history as `type: '…'`. */
function tellingLines(text: string): string[] {
  const lines = text.split('\n').filter((line) => !/(?<![A-Za-z])type: /.test(line));
  return TYPES.filter((type) => lines.some((line) => line.includes(`'${type}'`)));
}

function sourcesIn(folder: string): [file: string, text: string][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => [join(folder, name), readFileSync(join(folder, name), 'utf8')]);
}

const stageOf = (file: string): string => file.split('/')[1] ?? '';
