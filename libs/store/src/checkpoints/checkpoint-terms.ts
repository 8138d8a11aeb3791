/** How often checkpoints are made. */
export class CheckpointTerms {
  /** `every` is in milliseconds of app.now(). */
  constructor(readonly every: number) {}
}
