const KEPT = 16;

/** Room to write packets in, which a link has only while it writes one. */
export class Scratch {
  readonly #spare: Uint8Array[] = [];
  readonly #bytes: number;

  /** Creates it for packets of so many bytes. */
  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Hands out room for one packet. */
  take(): Uint8Array {
    return this.#spare.pop() ?? new Uint8Array(this.#bytes);
  }

  /** Takes it back. */
  give(room: Uint8Array): void {
    if (this.#spare.length < KEPT) this.#spare.push(room);
  }
}
