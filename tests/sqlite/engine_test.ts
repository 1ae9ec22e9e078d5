import { CallError, Engine, type Logger } from "@backstage/actors";
import { sqlite } from "@backstage/actors/sqlite";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import { Place } from "./place.ts";

/** Keeps what is logged as an error. */
class ErrorLog implements Logger {
  readonly lines: string[] = [];

  debug(): void {}
  info(): void {}
  warn(): void {}
  error(...parts: readonly unknown[]): void {
    this.lines.push(parts.map(String).join(" "));
  }
}

Deno.test("Engine has a durable actor again from its file", async () => {
  await using place = await Place.make();
  {
    await using engine = new Engine({ store: sqlite(place.path) });
    const ledger = engine.getActor(LedgerProxy, "ann");
    assertEquals(await ledger.deposit(5, "a"), 5);
  }
  assertEquals(await place.list(), ["bank.db"]);
  await using engine = new Engine({ store: sqlite(place.path) });
  assertEquals(await engine.getActor(LedgerProxy, "ann").deposit(2, "b"), 7);
});

Deno.test("Engine stops when another has its file, and says so", async () => {
  await using place = await Place.make();
  await using first = new Engine({ store: sqlite(place.path) });
  await first.getActor(LedgerProxy, "ann").deposit(5, "a");
  const logger = new ErrorLog();
  const second = new Engine({ store: sqlite(place.path), logger });
  const call = second.getActor(LedgerProxy, "ann").deposit(1, "b");
  const { outcome } = await assertRejects(async () => await call, CallError);
  assertEquals(outcome, "not-run");
  await second.stop();
  const [line] = logger.lines;
  assertStringIncludes(line!, "The engine stops, for its store is lost");
  assertStringIncludes(line!, "another engine of this one, has it open");
  assertEquals(await first.getActor(LedgerProxy, "ann").deposit(1, "c"), 6);
});

Deno.test("Engine stops when the thread of its store has ended", async () => {
  await using place = await Place.make();
  const store = place.open();
  const logger = new ErrorLog();
  const engine = new Engine({ store, logger });
  const ledger = engine.getActor(LedgerProxy, "ann");
  assertEquals(await ledger.deposit(5, "a"), 5);
  const calls = Promise.allSettled([
    ledger.deposit(1, "b"),
    ledger.deposit(1, "c"),
  ]);
  await store.endThread();
  for (const { status } of await calls) assertEquals(status, "rejected");
  await engine.stop();
  assertStringIncludes(logger.lines.join("\n"), "its thread has ended");
  const next = place.open({ lockWaitMs: 10_000 });
  await using again = new Engine({ store: next });
  // What was not answered may have been done, or not.
  const cents = await again.getActor(LedgerProxy, "ann").deposit(1, "d");
  assertEquals(cents >= 6 && cents <= 8, true);
});
