import type { ActorId, RowName, StoredRow } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { MemoryData } from "../../src/store/memory/data.ts";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import { DataStore } from "../store/data_store.ts";
import { testEverywhere } from "../support/stage.ts";

/** A store that answers at once all that it was asked for in one go. */
class GatheringStore extends DataStore {
  #asked: Promise<StoredRow | null>[] = [];
  #answered: Promise<void> | null = null;

  override async read(actor: ActorId, row: RowName): Promise<StoredRow | null> {
    const found = super.read(actor, row);
    this.#asked.push(found);
    this.#answered ??= this.#answer();
    await this.#answered;
    return await found;
  }

  async #answer(): Promise<void> {
    await null;
    this.#answered = null;
    await Promise.all(this.#asked.splice(0));
  }
}

for (const [count, bytes] of [[4, 150_000], [300, 2_000]] as const) {
  testEverywhere(
    `CallOptions.idempotencyKey finds ${count} answers of ${bytes} bytes`,
    async (stage) => {
      const store = new GatheringStore({ data: new MemoryData() });
      const engine = stage.open({ store });
      const ann = engine.getActor(LedgerProxy, "ann");
      await stage.finish(ann.grow(bytes));
      const ask = () =>
        stage.finish(Promise.all(Array.from({ length: count }, (_, key) => {
          return ann.with({ idempotencyKey: `${key}` }).read();
        })));
      await ask();
      await stage.finish(ann.grow(1));
      await stage.finish(engine.poisonPill(LedgerProxy, "ann"));
      for (const { notes } of await ask()) assertEquals(notes.length, 1);
    },
  );
}
