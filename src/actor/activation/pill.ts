/** The end of an activation that its inbox holds. */
export class Pill {
  // Made when it is asked for: an actor that ends itself asks for none.
  #waiting: PromiseWithResolvers<void> | null = null;
  #isDone = false;

  /** Resolved when the deactivation is done. */
  get done(): Promise<void> {
    this.#waiting ??= Promise.withResolvers();
    if (this.#isDone) this.#waiting.resolve();
    return this.#waiting.promise;
  }

  /** The deactivation is done. */
  settle(): void {
    this.#isDone = true;
    this.#waiting?.resolve();
  }
}
