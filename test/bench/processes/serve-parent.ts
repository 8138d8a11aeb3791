interface Call {
  readonly id: number;
  readonly method: string;
  readonly args: never[];
}

/** Answers the calls of the parent process until it closes the channel or is gone; then `close` runs and the process ends. */
export function serveParent(
  methods: Record<string, (...args: never[]) => Promise<unknown>>,
  close: () => Promise<unknown>,
): void {
  process.on('message', ({ id, method, args }: Call) => {
    const work = methods[method];
    const answer = work ? work(...args) : Promise.reject(new Error(`no method ${method}`));
    answer.then(
      (result) => process.send?.({ id, result }),
      (error: unknown) =>
        process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  process.once('disconnect', () => {
    void close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
