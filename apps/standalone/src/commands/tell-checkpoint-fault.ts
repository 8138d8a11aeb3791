import {
  type CheckpointFault,
  type HeadFault,
  type RecordFault,
  type SeriesFault,
} from '#store/checkpoints/checkpoint-fault.js';

const OF_RECORD: Record<RecordFault, string> = {
  absent: 'holds no checkpoint at all, not even number',
  shortened: 'ends before checkpoint',
  lacking: 'lacks checkpoint',
  unreadable: 'has a line that cannot be read in the place of checkpoint',
  'unknown-key': 'has a checkpoint that was signed by a key that is not believed, first number',
  'bad-signature': 'has a changed checkpoint, whose signature does not fit it, number',
  'heads-missing': 'lacks the heads of checkpoint',
  'heads-edited': 'has other heads than were sealed by checkpoint',
};
const OF_SERIES: Record<SeriesFault, string> = {
  missing: 'is in neither the file nor the table',
  forked: 'was signed twice, with different contents in file and table',
  'out-of-line': 'does not continue the one before it',
  'heads-lost': 'cannot be compared with the history: its heads are in neither file nor table as they were sealed',
};

/** One line about a fault: its name, what it is about, and what happened to it. */
export function tellCheckpointFault(found: CheckpointFault): string {
  if ('stream' in found) return `${found.fault}: ${tellHead(found)}`;
  if ('where' in found)
    return `checkpoint-${found.fault}: the ${found.where} ${OF_RECORD[found.fault]} ${found.checkpoint}`;
  return `checkpoint-${found.fault}: checkpoint ${found.checkpoint} ${OF_SERIES[found.fault]}`;
}

function tellHead({ fault, checkpoint, takenAt, streamKind, stream, seq, endsAt }: HeadFault): string {
  const sealed = `chain ${stream} (${streamKind}), whose event ${seq} checkpoint ${checkpoint} of ${takenAt} sealed,`;
  if (fault === 'rewritten') return `${sealed} has another event there today`;
  if (endsAt === null) return `${sealed} is gone`;
  return fault === 'tail-cut' ? `${sealed} ends with event ${endsAt} today` : `${sealed} no longer has that event`;
}
