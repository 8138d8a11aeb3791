import { type RenderedLetter } from '#hazards/notification/letter.js';

/** The letter that somebody has not acknowledged yet, once more, saying so in its first line. */
export function reminderOf(
  original: { readonly title: string; readonly body: string },
  stepId: string,
): RenderedLetter {
  const turn = Number(/#(\d+)$/.exec(stepId)?.[1] ?? 0) + 1;
  const line = `您尚未确认以下告警，这是第${turn}次再提醒。确认后不再重复。`;
  return {
    subject: `【再次提醒】${original.title}`,
    text: `${line}\n\n${original.body}`,
  };
}
