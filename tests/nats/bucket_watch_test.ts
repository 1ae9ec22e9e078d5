import type { Msg } from "@nats-io/transport-node";
import { assert, assertEquals } from "@std/assert";
import type { Bucket } from "../../src/cluster/nats/bucket.ts";
import { BucketView } from "../../src/cluster/nats/bucket_view.ts";
import { BucketWatch } from "../../src/cluster/nats/bucket_watch.ts";
import type { Session } from "../../src/cluster/nats/session.ts";
import type { LeaseEntry } from "../../src/cluster/port/leases.ts";
import { SimulatedRuntime } from "../../src/testing/simulated_runtime.ts";

const MARK = 10;
const BYTES = Uint8Array.of(7);

/** A watch whose server a test plays. */
class Played {
  readonly runtime = new SimulatedRuntime();
  readonly told: (string | number)[] = [];
  readonly watch: BucketWatch;
  hasEnded = false;
  #take: (message: Msg) => void = () => {};

  constructor() {
    const session = {
      isOpen: true,
      nc: { isDraining: () => false },
      jsm: {
        consumers: {
          add: () => Promise.resolve({}),
          delete: () => Promise.resolve(true),
        },
      },
      subscribe: (subject: string, take: (message: Msg) => void) => {
        this.#take = take;
        return { getSubject: () => subject, unsubscribe() {} };
      },
    } as unknown as Session;
    this.watch = new BucketWatch(session, "shop", this.runtime, {
      noteEntry: ({ revision }) => this.told.push(revision),
      noteComplete: () => this.told.push("complete"),
    });
    this.watch.ended.then(() => this.hasEnded = true);
  }

  async begin(): Promise<void> {
    const mark = () => Promise.resolve(MARK);
    const begun = this.watch.begin({ mark } as unknown as Bucket);
    await this.runtime.advance(1);
    await begun;
  }

  /** Delivers an entry, as so many. */
  deliver(number: number, revision: number): void {
    this.#take({
      subject: "$KV.backstage_shop.node.a",
      reply: `$JS.ACK.KV_backstage_shop.c.1.${revision}.${number}.0.0`,
      data: BYTES,
    } as Msg);
  }

  /** Delivers a status, such as 100 for that nothing is new. */
  say(code: number, delivered = 0): void {
    const headers = { code, get: () => `${delivered}` };
    this.#take({ headers, data: new Uint8Array(0) } as unknown as Msg);
  }
}

Deno.test("BucketWatch is complete with its mark, not before", async () => {
  const played = new Played();
  // The copy is behind, and nothing waits there.
  played.deliver(1, 5);
  await played.begin();
  played.say(100, 1);
  assertEquals(played.told, [5]);
  played.deliver(2, 8);
  played.deliver(3, MARK);
  played.deliver(4, 11);
  assertEquals(played.told, [5, 8, MARK, "complete", 11]);
  played.watch.stop();
});

Deno.test("BucketWatch is complete if its mark came first", async () => {
  const played = new Played();
  played.deliver(1, MARK + 1);
  assertEquals(played.told, [MARK + 1]);
  await played.begin();
  assertEquals(played.told, [MARK + 1, "complete"]);
  played.watch.stop();
});

Deno.test("BucketWatch ends when something is missing", async () => {
  const faults: Readonly<Record<string, (played: Played) => void>> = {
    "a delivery that was left out": (played) => played.deliver(3, 12),
    "a delivery again": (played) => played.deliver(1, 5),
    "one that was sent, and has not come": (played) => played.say(100, 2),
    "a consumer that is deleted": (played) => played.say(409),
  };
  for (const [name, fault] of Object.entries(faults)) {
    const played = new Played();
    await played.begin();
    played.deliver(1, MARK);
    fault(played);
    await played.runtime.advance(1);
    assert(played.hasEnded, name);
    played.deliver(2, 13);
    assertEquals(played.told, [MARK, "complete"], name);
  }
});

Deno.test("BucketWatch ends when its server is silent", async () => {
  const played = new Played();
  await played.begin();
  played.deliver(1, MARK);
  for (let beat = 0; beat < 10; beat++) {
    await played.runtime.advance(1_000);
    played.say(100, 1);
  }
  await played.runtime.advance(2_900);
  assert(!played.hasEnded);
  await played.runtime.advance(200);
  assert(played.hasEnded);
});

Deno.test("BucketWatch ends when its copy stays behind", async () => {
  const played = new Played();
  await played.begin();
  for (let beat = 0; beat < 5; beat++) {
    await played.runtime.advance(1_000);
    played.say(100);
  }
  assert(played.hasEnded);
  assertEquals(played.told, []);
});

/** A view, and what it tells. */
function openView() {
  const told: (LeaseEntry | "complete")[] = [];
  const view = new BucketView(1, {
    noteEntry: (entry) => told.push(entry),
    noteComplete: () => told.push("complete"),
  });
  const watch = (...entries: [key: string, revision: number][]) => {
    view.begin();
    for (const [key, revision] of entries) {
      const bytes = key.endsWith("!") ? null : BYTES;
      view.note({ key: key.replace("!", ""), bytes, revision });
    }
    return view.complete();
  };
  return { view, told, watch };
}

Deno.test("BucketView tells each change once over all its watches", () => {
  const { told, watch } = openView();
  const settings: [string, number] = ["settings", 1];
  assert(watch(settings, ["a", 2], ["gone!", 3], ["mark", 4]));
  assertEquals(told.splice(0), [
    { key: "a", bytes: BYTES, revision: 2 },
    "complete",
  ]);
  assert(watch(settings, ["a", 2], ["mark", 5]));
  assertEquals(told, []);
  assert(watch(settings, ["b", 6], ["a!", 7], ["mark", 8]));
  assertEquals(told.splice(0), [
    { key: "b", bytes: BYTES, revision: 6 },
    { key: "a", bytes: null, revision: 7 },
  ]);
});

Deno.test("BucketView tells what is gone without a mark of that", () => {
  const { told, watch, view } = openView();
  watch(["settings", 1], ["a", 2], ["b", 5]);
  told.splice(0);
  assert(watch(["settings", 1], ["b", 5]));
  assertEquals(told.splice(0), [{ key: "a", bytes: null, revision: 5 }]);
  // It may come back.
  view.note({ key: "a", bytes: BYTES, revision: 6 });
  assertEquals(told, [{ key: "a", bytes: BYTES, revision: 6 }]);
});

Deno.test("BucketView knows another bucket by its settings", () => {
  assert(!openView().watch(["a", 2]));
  const { view } = openView();
  view.begin();
  assert(view.note({ key: "settings", bytes: BYTES, revision: 1 }));
  assert(!view.note({ key: "settings", bytes: BYTES, revision: 2 }));
  assert(!view.note({ key: "settings", bytes: null, revision: 1 }));
});
