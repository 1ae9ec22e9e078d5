import type { ActorId } from "@backstage/actors";
import { sqlite, type SqliteStore } from "@backstage/actors/sqlite";
import { ACTORS, type Keeper, pickActors, STATE_BYTES } from "./keeper.ts";

const FILLED_AT_ONCE = 1_000;

/** The store of this repository, without an engine. */
class Driver implements Keeper {
  readonly name = "sqlite() of this library";
  readonly #store: SqliteStore;
  readonly #actors: readonly ActorId[];
  readonly #versions = new Uint32Array(ACTORS);

  constructor(path: string) {
    this.#store = sqlite(path);
    this.#actors = Array.from(
      { length: ACTORS },
      (_, key) => ({ type: "Account", id: `account ${key}` }),
    );
  }

  /** Writes a state of each actor. */
  async fill(): Promise<void> {
    for (let start = 0; start < ACTORS; start += FILLED_AT_ONCE) {
      const keys = Array.from(
        { length: FILLED_AT_ONCE },
        (_, index) => start + index,
      );
      await this.#write(keys);
    }
  }

  async commit(size: number, batches: number): Promise<number[]> {
    const times: number[] = [];
    for (let batch = 0; batch < batches; batch++) {
      const actors = pickActors(size);
      const start = performance.now();
      await this.#write(actors);
      times.push(performance.now() - start);
    }
    return times;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#store.close();
  }

  async #write(keys: readonly number[]): Promise<void> {
    const refused = await this.#store.commit(keys.map((key) => {
      const expected = this.#versions[key]!++;
      const bytes = new Uint8Array(STATE_BYTES).fill(expected);
      const record = { bytes, wakeAt: null };
      return { actor: this.#actors[key]!, expected, record };
    }));
    if (refused.length > 0) throw new Error("The bench is wrong: refused");
  }
}

/** Opens the store of this repository. */
export async function openDriver(folder: string): Promise<Keeper> {
  const driver = new Driver(`${folder}/driver.db`);
  await driver.fill();
  return driver;
}
