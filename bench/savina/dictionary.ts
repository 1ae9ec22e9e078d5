// Savina 8, Concurrent Dictionary: workers read and write one map.
import type { Engine } from "@backstage/actors";
import { DictionaryProxy } from "../generated/dictionary_proxy.gen.ts";
import { DictionaryUserProxy } from "../generated/dictionary_user_proxy.gen.ts";
import { PseudoRandom } from "./random.ts";
import { verify } from "./verify.ts";

const WORKERS = 20;
const MESSAGES = 10_000;
const WRITE_PERCENT = 10;

// @generate-proxy
export class Dictionary {
  readonly #data = new Map<number, number>();

  write(key: number, value: number): number {
    this.#data.set(key, value);
    return value;
  }

  read(key: number): number | undefined {
    return this.#data.get(key);
  }

  size(): number {
    return this.#data.size;
  }
}

// @generate-proxy
export class DictionaryUser {
  async work(
    id: number,
    messages: number,
    dictionary: DictionaryProxy,
  ): Promise<number> {
    const random = new PseudoRandom(id + messages + WRITE_PERCENT);
    let handled = 0;
    for (let i = 0; i < messages; i++) {
      if (random.below(100) < WRITE_PERCENT) {
        const key = random.next();
        const value = random.next();
        if (await dictionary.write(key, value) === value) handled++;
      } else {
        const found = await dictionary.read(random.next());
        if (found === undefined || found >= 0) handled++;
      }
    }
    return handled;
  }
}

export async function playDictionary(engine: Engine): Promise<void> {
  const dictionary = engine.getActor(DictionaryProxy, "d");
  const handled = await Promise.all(
    Array.from(
      { length: WORKERS },
      (_, i) =>
        engine.getActor(DictionaryUserProxy, `w${i}`).work(
          i,
          MESSAGES,
          dictionary,
        ),
    ),
  );
  verify(handled.every((n) => n === MESSAGES), "handled");
  const size = await dictionary.size();
  verify(size > 0 && size <= WORKERS * MESSAGES, "size");
}
