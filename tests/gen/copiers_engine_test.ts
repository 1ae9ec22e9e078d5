import {
  CodecError,
  Engine,
  type EngineEvent,
  newSubscriber,
} from "@backstage/actors";
import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { smuggle, WAYS } from "./copier_ways.ts";
import { BankProxy } from "./fixtures/copiers/generated/bank_proxy.gen.ts";
import { OtherProxy } from "./fixtures/copiers/generated/other_proxy.gen.ts";
import { RegistryProxy } from "./fixtures/copiers/generated/registry_proxy.gen.ts";
import { Money, Purse, Word } from "./fixtures/copiers/money.ts";

for (const wire of ["auto", "always"] as const) {
  const silent = { debug() {}, info() {}, warn() {}, error() {} };

  Deno.test(`a codec carries what is sent later (wire ${wire})`, async () => {
    const interceptors = [{
      outgoing: async (_call: unknown, next: () => Promise<unknown>) => {
        await null;
        await next();
      },
    }];
    await using engine = new Engine({ wire, logger: silent, interceptors });
    const sum = await engine.getActor(BankProxy, "a").add(new Money(5, "EUR"));
    assertInstanceOf(sum, Money);
    assertEquals(sum.cents, 5);
  });

  Deno.test(`a codec carries behaviour (wire ${wire})`, async () => {
    await using engine = new Engine({ wire, logger: silent });
    const bank = engine.getActor(BankProxy, "a");
    const sent = new Money(5, "EUR");
    const sum = await bank.add(sent);
    assertInstanceOf(sum, Money);
    assertEquals([sum.cents, sum === sent], [5, false]);
    const purse = new Purse(sent, sum);
    assertEquals(await bank.count(purse, null), 10);
    assertEquals(await bank.count(purse, "none"), 10);
    assertEquals(await bank.count(purse, new Money(1, "EUR")), 11);
    assertEquals(await bank.any(sent), "5");
    assertEquals(await bank.any(purse), "10 in all");
    assertEquals(await bank.any(new Word("hello")), "HELLO");
    assertEquals(await bank.any(new Date(7)), "7");
    assertEquals(await bank.any(9), "9");
    await assertRejects(
      () => bank.any("hello" as never),
      CodecError,
      "value: expected number, Date, Money, Purse or Word, got string",
    );
    const history = await bank.history();
    assertEquals(history.get("now")?.plus(sent).cents, 10);
  });

  Deno.test(`a codec carries what may lack (wire ${wire})`, async () => {
    await using engine = new Engine({ wire, logger: silent });
    const bank = engine.getActor(BankProxy, "a");
    const sent = new Money(5, "EUR");
    // Half of a surrogate pair is left to copiers, with all around it.
    for (const note of ["half", "\ud83d"]) {
      const [first, second] = await bank.sum(note, sent, null);
      assertEquals([first?.cents, second], [5, null]);
    }
    const purse = new Purse(sent);
    assertEquals(await bank.pair(["a", purse, undefined, purse]), 2);
  });

  Deno.test(`a wrong argument is not run (wire ${wire})`, async () => {
    await using engine = new Engine({ wire, logger: silent });
    const bank = engine.getActor(BankProxy, "a");
    const error = await assertRejects(
      () => bank.add({ cents: 5, currency: "EUR" } as never),
      CodecError,
    );
    assertEquals(error.outcome, "not-run");
    assertEquals(
      error.message,
      'Cannot call "Bank/a".add: amount: expected Money, got object',
    );
    assertEquals([error.path, error.expected, error.actual], [
      "amount",
      "Money",
      "object",
    ]);
    const wrong = new Money(5, "USD" as never);
    await assertRejects(
      () => bank.add(wrong),
      CodecError,
      'Cannot call "Bank/a".add: amount.currency: expected "CHF" or "EUR", ' +
        "got string",
    );
    assertEquals((await bank.add(new Money(0, "EUR"))).cents, 0);
  });

  Deno.test(`a wrong result fails, and says so (wire ${wire})`, async () => {
    await using engine = new Engine({ wire, logger: silent });
    const registry = engine.getActor(RegistryProxy, "a");
    const error = await assertRejects(() => registry.wrong(), CodecError);
    assertEquals(error.outcome, "failed");
    assertEquals(
      error.message,
      'Cannot return from "Registry/a".wrong, which ran: expected number, ' +
        "got string",
    );
  });

  Deno.test(`proxies arrive as references (wire ${wire})`, async () => {
    await using engine = new Engine({ wire, logger: silent });
    const registry = engine.getActor(RegistryProxy, "a");
    const other = engine.getActor(OtherProxy, "b");
    await registry.proxies(registry, null);
    await registry.proxies(registry, other);
    await other.registries([registry]);
    await assertRejects(
      () => registry.proxies(other as never, null),
      CodecError,
      "self: expected RegistryProxy, got OtherProxy",
    );
  });

  Deno.test(`a payload fails where it is wrong (wire ${wire})`, async () => {
    await using engine = new Engine({ wire, logger: silent });
    const dead: EngineEvent[] = [];
    engine.events.subscribe((event) => {
      if (event.kind === "dead-letter") dead.push(event);
    });
    const stream = engine.getStream<never>("news");
    const { point, json } = RegistryProxy.Method;
    stream.subscribe(newSubscriber("a", point));
    stream.subscribe(newSubscriber("b", json));
    await assertRejects(
      async () => await stream.next({ x: 1 } as never),
      CodecError,
      'Cannot call "Registry/a".point: point.y: expected number, got undefined',
    );
    await engine.run();
    const actors = engine.snapshot().actors.map(({ actor, handled }) => [
      actor.id,
      handled,
    ]);
    assertEquals(actors.filter(([, handled]) => handled === 1), [["b", 1]]);
    assertEquals(dead.length, 1);
  });
}

Deno.test("a codec's plain data is checked when it arrives", () => {
  const { add } = BankProxy.definition.methods as never as Record<
    string,
    Parameters<typeof smuggle>[0]
  >;
  assertInstanceOf(WAYS["wire"]!(add!, new Money(5, "EUR")), Money);
  assertInstanceOf(smuggle(add!, { cents: 5, currency: "EUR" }), Money);
  assertThrows(
    () => smuggle(add!, { cents: "5", currency: "EUR" }),
    CodecError,
    "amount.cents: expected number, got string",
  );
});
