/** Says that an assertion did not hold. */
export class AssertionError extends Error {
  /** Creates the error from the sentence that a test report shows. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

/** Ends the sentence of an assertion, with a caller's own message if any. */
export function endSentence(message: string | undefined): string {
  return message ? `: ${message}` : ".";
}
