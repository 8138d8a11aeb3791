/** A checkpoint cannot be made on what is there; a person has to look. */
export abstract class CheckpointError extends Error {
  abstract readonly code: string;

  constructor(
    message: string,
    readonly number: number,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** The last checkpoint was signed by nobody whom this process believes: it would put its name under something foreign. */
export class UnbelievedCheckpointError extends CheckpointError {
  readonly code = 'checkpoint/unbelieved';
  constructor(number: number) {
    super(
      `checkpoint ${number} is not signed by a key of this process or by one whose public half lies beside it`,
      number,
    );
  }
}

/** The file knows more than the database, or something else: the database was set back, or one of the two was changed. */
export class CheckpointFileDiffersError extends CheckpointError {
  readonly code = 'checkpoint/file-differs';
  constructor(number: number) {
    super(
      `the checkpoint file ends with checkpoint ${number}, which the database does not hold like that; after a backup was restored, move the directory of checkpoints aside and keep it`,
      number,
    );
  }
}

/** The heads file of a checkpoint holds something else than heads. */
export class UnreadableHeadsError extends CheckpointError {
  readonly code = 'checkpoint/unreadable-heads';
  constructor(number: number) {
    super(`the heads file of checkpoint ${number} holds a line that is no head`, number);
  }
}
