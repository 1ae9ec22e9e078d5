import type { Context } from "@backstage/actors";

const WORDS = "is a question that others have asked before, and the answer " +
  "is the same as ever: it depends.";

/** Answers prompts word by word, as a language model does. */
// @generate-proxy
export class Writer {
  #written = 0;
  #broken = 0;

  constructor(private readonly ctx: Context) {}

  /** Yields the words of an answer, and returns how many there were. */
  async *answer(prompt: string): AsyncGenerator<string, number> {
    let count = 0;
    let isWhole = false;
    try {
      for (const word of `"${prompt}" ${WORDS}`.split(" ")) {
        // A sleep ends with the turn's signal; hand that signal to a `fetch`.
        await this.ctx.sleep(20);
        count++;
        yield `${word} `;
      }
      isWhole = true;
      return count;
    } finally {
      // Runs once, whatever ended it: here a real one would free its model.
      this.#written += count;
      if (!isWhole) this.#broken++;
    }
  }

  /** Tells how many words were written, and how many answers broken off. */
  report(): { written: number; broken: number } {
    return { written: this.#written, broken: this.#broken };
  }
}
