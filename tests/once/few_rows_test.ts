import type { RowWrite } from "@backstage/actors";
import { memoryStore } from "@backstage/actors/testing";
import { assertEquals, assertGreater } from "@std/assert";
import { deleteRows } from "../../src/store/delete_rows.ts";
import { CourierProxy } from "../cast/generated/courier_proxy.gen.ts";
import { testEverywhere } from "../support/stage.ts";

const ANN = { type: "Courier", id: "ann" };
const MANY = 30;
/** As of a store that takes few rows at once. */
const FEW = 4;

testEverywhere(
  "An engine commits fewer turns at once where its store takes few rows",
  async (stage) => {
    const store = memoryStore({ maxRows: FEW });
    const engine = stage.open({ store });
    const ann = engine.getActor(CourierProxy, "ann");
    await stage.finish(ann.runs());
    const paid = Promise.all(
      Array.from(
        { length: MANY },
        (_, at) => ann.with({ idempotencyKey: `${at}` }).pay(at, "a"),
      ),
    );
    assertEquals((await stage.finish(paid)).length, MANY);
    assertGreater(store.commits, MANY / FEW);
    const rows = await stage.finish(store.listRows(ANN, { limit: 99 }));
    assertEquals(rows.length, MANY);
    // All at once is too many: they are deleted by parts.
    await stage.finish(ann.with({ idempotencyKey: "e" }).erase());
    await stage.settle();
    const left = await stage.finish(store.listRows(ANN, { limit: 99 }));
    assertEquals(left.map(({ key }) => key), ["5:erasee"]);
  },
);

testEverywhere(
  "Engine.erase() deletes more rows than its store takes at once",
  async (stage) => {
    const store = memoryStore({ maxRows: FEW });
    const engine = stage.open({ store });
    const ann = engine.getActor(CourierProxy, "ann");
    for (let at = 0; at < 3 * FEW + 1; at++) {
      await stage.finish(ann.with({ idempotencyKey: `${at}` }).pay(at, "a"));
    }
    await stage.finish(engine.erase(CourierProxy, "ann"));
    assertEquals(await stage.finish(store.listRows(ANN, { limit: 99 })), []);
    assertEquals(await stage.finish(store.load(ANN)), null);
  },
);

Deno.test("deleteRows() leaves what one more write takes", async () => {
  const store = memoryStore({ maxRows: 2 });
  const record = { bytes: new Uint8Array(0), wakeAt: null };
  await store.commit([{ actor: ANN, expected: 0, record }]);
  const rows = Array.from({ length: 5 }, (_, at): RowWrite => ({
    ...{ kind: "mark", key: `${at}` },
    ...{ bytes: null, expiresAt: null },
  }));
  const write = { actor: ANN, expected: 1 };
  assertEquals(await deleteRows(store, write, rows), rows.slice(4));
  assertEquals(store.commits, 3);
  assertEquals(await deleteRows(memoryStore(), write, rows), rows);
  assertEquals(
    await deleteRows(store, { actor: ANN, expected: 7 }, rows),
    null,
  );
});
