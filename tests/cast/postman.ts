import type { LetterProxy } from "./generated/letter_proxy.gen.ts";
import { SealedLetterProxy } from "./generated/sealed_letter_proxy.gen.ts";

/** A letter somewhere within a message. */
export interface Parcel {
  readonly to: string;
  readonly letter?: LetterProxy;
}

/** Reads whatever letter it is given. */
// @generate-proxy
export class Postman {
  readonly #heard: string[] = [];

  async readFrom(letter: LetterProxy): Promise<string> {
    return await letter.read();
  }

  readAll(letters: LetterProxy[]): Promise<string[]> {
    return Promise.all(letters.map((letter) => letter.read()));
  }

  /** Takes a proxy beside what is none. */
  async readAny(letter: LetterProxy | string | null): Promise<string> {
    if (letter === null || typeof letter === "string") return `no ${letter}`;
    return await letter.read();
  }

  async readParcel(parcel: Parcel): Promise<string> {
    return `${parcel.to}: ${await parcel.letter?.read()}`;
  }

  readBy(letters: Map<string, LetterProxy>): Promise<string[]> {
    return Promise.all(letters.values().map((letter) => letter.read()));
  }

  pass(letter: LetterProxy): LetterProxy {
    return letter;
  }

  isSealed(letter: LetterProxy): boolean {
    return letter instanceof SealedLetterProxy;
  }

  async open(letter: SealedLetterProxy): Promise<boolean> {
    return await letter.isSealed();
  }

  async hear(letter: LetterProxy): Promise<void> {
    this.#heard.push(await letter.read());
  }

  heard(): string[] {
    return this.#heard;
  }
}
