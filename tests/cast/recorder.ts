/** One envelope as its receiver saw it. */
export interface Entry {
  readonly from: string;
  readonly index: number;
}

/** Remembers who sent what, in the order of its turns. */
// @generate-proxy
export class Recorder {
  readonly #entries: Entry[] = [];

  record(from: string, index: number): void {
    this.#entries.push({ from, index });
  }

  hear(entry: Entry): void {
    this.#entries.push(entry);
  }

  entries(): Entry[] {
    return this.#entries;
  }
}
