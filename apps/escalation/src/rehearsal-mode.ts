/** Whether time may be moved here: only with CLOCK=simulated. */
export abstract class RehearsalMode {
  abstract readonly isSimulated: boolean;
}
