import type { RecorderProxy } from "./generated/recorder_proxy.gen.ts";

/** Tells its news to whoever is in a set of references. */
// @generate-proxy
export class Herald {
  readonly #listeners = new Set<RecorderProxy>();
  #news = 0;

  join(listener: RecorderProxy): number {
    return this.#listeners.add(listener).size;
  }

  leave(listener: RecorderProxy): boolean {
    return this.#listeners.delete(listener);
  }

  announce(): void {
    this.#news++;
    for (const listener of this.#listeners) {
      listener.record("herald", this.#news);
    }
  }
}
