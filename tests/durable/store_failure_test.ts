import { CallError } from "@backstage/actors";
import { memoryStore } from "@backstage/actors/testing";
import { assertEquals, assertRejects } from "@std/assert";
import { ArchivistProxy } from "../cast/generated/archivist_proxy.gen.ts";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import {
  testEverywhere,
  testOnBothWires,
  testSimulated,
} from "../support/stage.ts";

testEverywhere(
  "A store that throws where it must reject has failed a commit",
  async (stage) => {
    const store = memoryStore();
    const commit = store.commit.bind(store);
    store.commit = () => {
      throw new Error("it throws");
    };
    const ann = stage.open({ store }).getActor(LedgerProxy, "ann");
    const failed = assertRejects(() => ann.deposit(1, "lost"), CallError);
    const { cause, code } = await stage.finish(failed);
    assertEquals(code, "commit-failed");
    assertEquals((cause as Error).message, "it throws");
    store.commit = commit;
    assertEquals(await stage.finish(ann.deposit(5, "a")), 5);
  },
);

testEverywhere(
  "A record that is damaged fails its actor by name, and stays",
  async (stage) => {
    const store = memoryStore();
    const actor = { type: "Ledger", id: "ann" };
    const record = { bytes: Uint8Array.of(0x84, 1, 0x81), wakeAt: null };
    await store.commit([{ actor, expected: 0, record }]);
    const ann = stage.open({ store }).getActor(LedgerProxy, "ann");
    const failed = assertRejects(() => ann.deposit(1, "a"), CallError);
    const { outcome, cause } = await stage.finish(failed);
    assertEquals(outcome, "not-run");
    assertEquals(
      String(cause),
      'StoreError: Cannot read the record of "Ledger/ann": its bytes are ' +
        "damaged (they end at 3, before their item); restore it from a " +
        "backup, or erase it",
    );
    assertEquals((await store.load(actor))?.bytes, record.bytes);
  },
);

testEverywhere(
  "A load that fails fails the call, and the next one tries again",
  async (stage) => {
    const store = memoryStore();
    const ann = stage.open({ store }).getActor(LedgerProxy, "ann");
    await stage.settle();
    store.faults.strike("store:failed-read");
    const failed = assertRejects(() => ann.deposit(1, "lost"), CallError);
    const { outcome, cause } = await stage.finish(failed);
    assertEquals(outcome, "not-run");
    assertEquals(
      String(cause),
      'StoreError: Cannot load "Ledger/ann": fault store:failed-read',
    );
    assertEquals(await stage.finish(ann.deposit(5, "a")), 5);
  },
);

testEverywhere(
  "A record that another has written meanwhile is never written over",
  async (stage) => {
    const store = memoryStore();
    const ann = stage.open({ store }).getActor(LedgerProxy, "ann");
    await stage.finish(ann.deposit(5, "a"));
    const account = { value: { cents: 70, notes: ["by hand"] } };
    await stage.finish(store.putStates({ type: "Ledger", id: "ann" }, {
      account,
    }));
    const failed = assertRejects(() => ann.deposit(1, "lost"), CallError);
    assertEquals((await stage.finish(failed)).code, "commit-failed");
    assertEquals(await stage.finish(ann.deposit(1, "b")), 71);
  },
);

testOnBothWires(
  "A durable actor that is about to rest begins anew when a commit is lost",
  async (stage) => {
    const store = memoryStore();
    const engine = stage.open({ store, maxUncommitted: 1 });
    const ann = engine.getActor(ArchivistProxy, "ann");
    await stage.finish(ann.lines());
    store.hold();
    const lost = assertRejects(() => ann.add("lost"), CallError);
    // It is idle by then, and waits for room to end.
    await stage.simulated!.advance(2_000);
    const lines = ann.lines();
    store.faults.strike("store:failed-commit");
    store.release();
    assertEquals((await stage.finish(lost)).code, "commit-failed");
    assertEquals(await stage.finish(lines), []);
    assertEquals(await stage.finish(ann.add("next")), 1);
  },
);

testEverywhere(
  "A store that is lost stops its engine, and calls say why",
  async (stage) => {
    const store = memoryStore();
    const engine = stage.open({ store });
    const ann = engine.getActor(LedgerProxy, "ann");
    await stage.finish(ann.deposit(5, "told"));
    const late = ann.deposit(1, "late");
    const refused = assertRejects(() => late, CallError);
    store.lose();
    await stage.finish(refused);
    await stage.finish(engine.stopped);
    const failed = assertRejects(() => ann.read(), CallError);
    const { code, message, outcome } = await stage.finish(failed);
    assertEquals([code, outcome], ["engine-stopped", "not-run"]);
    assertEquals(
      message,
      'Cannot call "Ledger/ann".read: engine is stopped: Cannot use a memory ' +
        "store: it was lost on purpose",
    );
  },
);

testSimulated(
  "Engine.stop() ends though its store answers nothing any more",
  async (stage) => {
    const store = memoryStore();
    const engine = stage.open({ store });
    const ann = engine.getActor(LedgerProxy, "ann");
    await stage.finish(ann.deposit(1, "a"));
    store.hold();
    const failed = assertRejects(() => ann.deposit(1, "b"), CallError);
    await stage.settle();
    await stage.finish(engine.stop());
    assertEquals((await failed).outcome, "unknown");
    const line = stage.lines.find((one) => one.includes("the store to close"));
    assertEquals(
      line,
      "warn Stopping did not wait longer than 10000 ms for the store to close",
    );
    store.release();
  },
);
