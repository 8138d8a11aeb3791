/** Prints the totals as the very last line, for people and machines that read only that. */
export default class TotalsReporter {
  onRunComplete(_contexts, results) {
    const broken = results.numRuntimeErrorTestSuites;
    const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = results;
    process.once('exit', () =>
      process.stdout.write(`${passed} passed, ${failed + broken} failed, ${skipped} skipped\n`),
    );
  }
}
