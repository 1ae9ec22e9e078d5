import type { LetterProxy } from "./generated/letter_proxy.gen.ts";

/** Reads whatever letter it is given. */
// @generate-proxy
export class Postman {
  async readFrom(letter: LetterProxy): Promise<string> {
    return await letter.read();
  }

  readAll(letters: LetterProxy[]): Promise<string[]> {
    return Promise.all(letters.map((letter) => letter.read()));
  }
}
