import { type EventType, ROUTES } from '#contracts/routes.js';

/** 流程: the stages in the order in which a hazard meets them, each with what it does. */
export const STAGES = {
  directory: 'organisations, people, posts, delegation; sign-in',
  intake: 'takes reports, ledgers and tip-offs; shows hazards',
  grading: 'grades by versioned rules and by people',
  assignment: 'names owner, monitor and due date',
  rectification: 'rectify, verify, close, look back, transfer',
  'zero-report': 'quarters, zero reports, duties, roll-up',
  escalation: 'takes the steps that fell due; policies, calendars, clock',
  notification: 'raises alerts and sends them; acknowledgement',
} as const;

export type StageName = keyof typeof STAGES;

/** Which stages tell of which event. The routes say who hears it. */
export const TELLERS: Readonly<Record<EventType, readonly StageName[]>> = {
  'hazard.reported': ['intake', 'rectification'],
  'hazard.graded': ['grading', 'rectification'],
  'hazard.suspected': ['grading'],
  'hazard.assigned': ['assignment'],
  'hazard.rectified': ['rectification'],
  'hazard.closed': ['intake', 'rectification'],
  'hazard.reopened': ['rectification'],
  'obligation.escalated': ['escalation', 'zero-report', 'rectification'],
  'alert.raised': ['notification'],
};

/** Everything flows down the list of stages, save this: each edge back, or back to the same stage, with its reason. */
export const BACK_EDGES: Readonly<Record<string, string>> = {
  'rectification → grading': 'what comes back from another department or is closed changes what a place amounts to',
  'rectification → assignment': 'a hazard that comes back needs an owner and a term anew',
  'notification → notification': 'an alert is stored first and sent afterwards',
};

export interface Edge {
  readonly from: StageName;
  readonly to: StageName;
  readonly events: readonly EventType[];
}

/** Who tells whom, each pair once. */
export function edgesBetweenStages(): Edge[] {
  const edges = new Map<string, Edge>();
  for (const { event, consumer } of ROUTES) {
    for (const from of TELLERS[event.type]) {
      const name = `${from} → ${consumer}`;
      const known = edges.get(name)?.events ?? [];
      edges.set(name, { from, to: consumer, events: [...known, event.type] });
    }
  }
  return [...edges.values()];
}

/** The picture of apps/README.md, in Mermaid. */
export function stagePicture(): string {
  const lines = edgesBetweenStages().map(({ from, to, events }) => {
    const arrow = `${from} → ${to}` in BACK_EDGES ? '-.->' : '-->';
    return `  ${from} ${arrow}|"${events.join('<br>')}"| ${to}`;
  });
  return ['```mermaid', 'flowchart LR', ...lines, '```'].join('\n');
}
