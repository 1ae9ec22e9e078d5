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

/** No actor itself, but what one extends. */
export class WaxedLetter extends SealedLetter {
  override read(): string {
    return `waxed ${super.read()}`;
  }
}

/** Three classes below the first. */
// @generate-proxy
export class RoyalLetter extends WaxedLetter {}

/** Has all that a letter has, and is none. */
// @generate-proxy
export class Placard implements Readable {
  read(): string {
    return "placard";
  }

  write(_text: string): void {}
}
