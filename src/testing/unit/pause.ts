// Kept from when it was loaded: a test may put a clock of its own in place.
const { setTimeout, clearTimeout } = globalThis;

/** Some real time, which can be cut short. */
export class Pause {
  #end: (() => void) | null = null;

  /** Resolves after some milliseconds, or when it is ended. */
  begin(ms: number): Promise<void> {
    this.end();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.end(), ms);
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Ends the one that goes on, if one does. */
  end(): void {
    const end = this.#end;
    this.#end = null;
    end?.();
  }
}
