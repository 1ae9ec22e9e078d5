import { Engine, type Logger } from "@backstage/actors";
import { memoryStore } from "@backstage/actors/testing";
import { assertEquals, assertRejects } from "@std/assert";
import { plainToBytes } from "../../src/codec/json/plain_bytes.ts";
import { NO_RECORD, type StoredState } from "../../src/store/record.ts";
import { encodeRecord } from "../../src/store/record_codec.ts";
import { AccountProxy } from "./fixtures/durable/generated/account_proxy.gen.ts";
import { BranchProxy } from "./fixtures/durable/generated/branch_proxy.gen.ts";

const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };

for (const wire of ["auto", "always"] as const) {
  Deno.test(`generated states survive a crash (wire ${wire})`, async () => {
    const store = memoryStore();
    await using engine = new Engine({ store, wire, logger: SILENT });
    const account = engine.getActor(AccountProxy, "ann");
    const branch = engine.getActor(BranchProxy, "north");
    assertEquals(await account.enter({ cents: 5 }), 5);
    assertEquals(await account.enter({ cents: 2, note: "tea" }), 7);
    await account.move(branch);
    assertEquals(await account.file(), 1);
    assertEquals(await branch.open(), 1);

    const survived = store.crash();
    await using next = new Engine({ store: survived, wire, logger: SILENT });
    const again = next.getActor(AccountProxy, "ann");
    assertEquals(await again.list(), [{ cents: 5 }, { cents: 2, note: "tea" }]);
    // The account has a reference to it, though it was not asked for here.
    assertEquals(await again.file(), 2);
    assertEquals(await next.getActor(BranchProxy, "north").open(), 2);
  });
}

Deno.test("a generated state may be stored in another order", async () => {
  const store = memoryStore();
  const ann = { type: "Account", id: "ann" };
  const { shape } = AccountProxy.definition.states!["balance"]!;
  const branch = { $actor: ["Branch", "north"] };
  const states = [
    // As the class would have written it when its members stood so.
    stateOf("balance", { entries: [{ cents: 5 }], cents: 5 }, shape),
    stateOf("branch", branch, ""),
  ];
  const bytes = encodeRecord({ ...NO_RECORD, states });
  const record = { bytes, wakeAt: null };
  await store.commit([{ actor: ann, expected: 0, record }]);
  await using engine = new Engine({ store, logger: SILENT });
  const account = engine.getActor(AccountProxy, "ann");
  // A turn that only looks has nothing to commit before it calls.
  assertEquals(await account.file(), 1);
  assertEquals((await store.load(ann))?.version, 1);
  assertEquals(await account.enter({ cents: 2 }), 7);
});

function stateOf(
  name: string,
  plain: Parameters<typeof plainToBytes>[0],
  shape: string,
): StoredState {
  return { name, version: 1, shape, bytes: plainToBytes(plain) };
}

Deno.test("a generated state names what does not fit", async () => {
  const store = memoryStore();
  await using engine = new Engine({ store, logger: SILENT });
  const account = engine.getActor(AccountProxy, "ann");
  await account.enter({ cents: 5 });
  await assertRejects(
    () => account.spoil(),
    Error,
    "balance.entries[1].cents: expected number, got string",
  );
  assertEquals(await account.list(), [{ cents: 5 }]);
});

Deno.test("a definition tells of states by their names", () => {
  const { states } = BranchProxy.definition;
  assertEquals(Object.keys(states ?? {}), [
    ...["opened", "mode", "any thing", "seen"],
    ...["items", "first"],
  ]);
  const shapes = Object.values(states ?? {}).map(({ shape }) => shape);
  assertEquals(new Set(shapes).size, shapes.length);
});
