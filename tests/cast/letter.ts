/** What can be read. */
export interface Readable {
  read(): string;
}

/** A text that can be read and written. */
// @generate-proxy
export class Letter implements Readable {
  #text = "";

  read(): string {
    return this.#text;
  }

  write(text: string): void {
    this.#text = text;
  }
}

/** A letter that reads otherwise, and can do more. */
// @generate-proxy
export class SealedLetter extends Letter {
  override read(): string {
    return `sealed ${super.read()}`;
  }

  isSealed(): boolean {
    return true;
  }
}
