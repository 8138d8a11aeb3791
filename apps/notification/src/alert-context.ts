/** What every alert's text needs from the settings. */
export abstract class AlertContext {
  /** Links in messages begin with it. */
  abstract readonly publicUrl: string;
  /** Whom to call when the district's safety section has left no number. */
  abstract readonly phone: string;
}
