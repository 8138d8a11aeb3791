/** The source of "now". The abstract class is both the type and the injection token. */
export abstract class Clock {
  abstract now(): Date;
}

/** The machine's clock: the only place that reads it, so that everything else can be moved in rehearsal. */
export class SystemClock extends Clock {
  now(): Date {
    return new Date(Date.now());
  }
}

/** A clock that stands still until it is told to move; for tests and rehearsals. */
export class FixedClock extends Clock {
  private instant: number;

  constructor(instant: Date | string) {
    super();
    this.instant = new Date(instant).getTime();
    if (Number.isNaN(this.instant)) throw new RangeError(`not an instant: ${String(instant)}`);
  }

  now(): Date {
    return new Date(this.instant);
  }

  /** Moves by milliseconds. Backwards is allowed: machines do it when their time is corrected. */
  advance(milliseconds: number): Date {
    this.instant += milliseconds;
    return this.now();
  }

  set(instant: Date): void {
    this.instant = instant.getTime();
  }
}
