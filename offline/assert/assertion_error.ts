/** Says that an assertion did not hold. */
export class AssertionError extends Error {
  /** Creates the error from the sentence that a test report shows. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

/** Appends a caller's own message to the sentence of an assertion. */
export function withMessage(sentence: string, message?: string): string {
  return message === undefined ? `${sentence}.` : `${sentence}: ${message}`;
}
