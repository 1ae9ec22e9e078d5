import { Engine } from "@backstage/actors";
import { memoryStore, SimulatedRuntime } from "@backstage/actors/testing";
import { assertEquals } from "@std/assert";
import { VaultProxy } from "../cast/generated/vault_proxy.gen.ts";

const REMINDERS = 100;

/** A runtime whose time goes on whenever somebody looks at it. */
class HurriedRuntime extends SimulatedRuntime {
  #looks = 0;

  override now(): number {
    return super.now() + this.#looks++;
  }
}

/** Returns how many reminders have fired in an engine that began so late. */
async function countFired(lateMs: number): Promise<number> {
  const runtime = new HurriedRuntime({ seed: 1 });
  const first = memoryStore();
  const options = { runtime, actors: [VaultProxy], callTimeoutMs: 0 };
  const engine = new Engine({ ...options, store: first });
  const vault = engine.getActor(VaultProxy, "ann");
  for (let number = 0; number < REMINDERS; number++) {
    void vault.remind(number, 5_000);
  }
  const dueAt = runtime.now() + 5_000;
  await runtime.advance(100);
  const store = first.crash();
  const stopping = engine.stop({ drain: false });
  await runtime.advance(dueAt + lateMs - runtime.now());
  await stopping;
  await using next = new Engine({ ...options, store });
  await runtime.advance(20_000);
  const book = next.getActor(VaultProxy, "ann").read();
  await runtime.advance(100);
  const ending = next.stop();
  await runtime.advance(1_000);
  await ending;
  return (await book).ticked.length;
}

Deno.test("A reminder fires that is due as its actor begins", async () => {
  for (let lateMs = 100; lateMs < 400; lateMs += 13) {
    assertEquals(await countFired(lateMs), REMINDERS, `${lateMs} ms late`);
  }
});
