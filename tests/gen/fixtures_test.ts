import { assert, assertEquals } from "@std/assert";
import { Engine } from "@backstage/actors";
import { FIXTURE_FOLDER, FIXTURES, generateFixture } from "./fixture.ts";
import { PingProxy } from "./fixtures/conversation/generated/ping_proxy.gen.ts";
import { GenericProxy } from "./fixtures/generics/generated/generic_proxy.gen.ts";
import { ClerkProxy } from "./fixtures/imports/generated/clerk_proxy.gen.ts";
import { LibraryProxy } from "./fixtures/inheritance/generated/library_proxy.gen.ts";
import { HTTPShelf2ActorProxy } from "./fixtures/methods/generated/http_shelf2_actor_proxy.gen.ts";
import { ClashingProxy } from "./fixtures/names/generated/clashing_proxy.gen.ts";
import { MainProxy } from "./fixtures/options/generated/main_proxy.gen.ts";
import { TickerProxy } from "./fixtures/streaming/generated/ticker_proxy.gen.ts";
import { NamedProxy } from "./fixtures/options/generated/named_proxy.gen.ts";

const STALE = "run `deno task gen:fixtures` and read what it changed";

// Some have what can be written, but is worth a warning.
const WARNINGS: ReadonlyMap<string, readonly string[]> = new Map([
  ["methods", ["GEN404"]],
  ["options", ["GEN405"]],
]);

for (const name of FIXTURES) {
  Deno.test(`generate() writes fixtures/${name} as it is kept`, async () => {
    const { plan, diagnostics } = await generateFixture(name, true);
    const codes = diagnostics.map(({ code }) => code)
      .filter((code) => code !== "GEN402");
    assertEquals(codes, WARNINGS.get(name) ?? []);
    const names = ({ name }: { name: string }) => name;
    const { orphaned } = plan;
    const changed = [...plan.missing, ...plan.stale].map(names);
    assertEquals({ orphaned, changed }, { orphaned: [], changed: [] }, STALE);
    assert(plan.unchanged.length > 0);
  });
}

// `deno task test:check` checks the fixtures' types with all other files.
for (const command of [["fmt", "--check"], ["lint"]]) {
  const title = `deno ${command.join(" ")}`;
  Deno.test(`generate() writes code that passes ${title}`, async () => {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...command, "--quiet", FIXTURE_FOLDER],
      env: { NO_COLOR: "1" },
    }).output();
    assertEquals(new TextDecoder().decode(stderr), "");
    assert(success);
  });
}

Deno.test("generate() writes proxies that stream their replies", async () => {
  await using engine = new Engine({ wire: "always" });
  const ticker = engine.getActor(TickerProxy, "a");
  const quotes = ticker.quotes("deno");
  assertEquals(await Array.fromAsync(quotes), [
    { symbol: "deno", price: 1 },
    { symbol: "deno", price: 2 },
  ]);
  assertEquals(await Array.fromAsync(ticker.inferred([1, 2])), [1, "2"]);
  const aliased = ticker.aliased();
  await aliased.next();
  await aliased.next();
  assertEquals(await aliased.next(), { done: true, value: 2 });
  assertEquals((await Array.fromAsync(ticker.iterable())).length, 2);
  assertEquals(await Array.fromAsync(ticker.keyed("one", 1)), [[1]]);
  const two = await Array.fromAsync(ticker.keyed("two", "2"));
  assertEquals(two, [["2", "2"]]);
  assertEquals(await Array.fromAsync(ticker.generic(["a"])), ["a"]);
});

Deno.test("generate() writes proxies that carry every argument", async () => {
  await using engine = new Engine();
  const shelf = engine.getActor(HTTPShelf2ActorProxy, "all");
  shelf.add({ title: "untitled", tags: [] });
  assertEquals(await shelf.rename(undefined, "Emma"), true);
  assertEquals(await shelf.tag("Emma", "novel", "1815"), 2);
  assertEquals(await shelf.find("Emma"), {
    title: "Emma",
    tags: ["novel", "1815"],
  });
  assertEquals(await shelf.find(1, true), await shelf.find(0));
  assertEquals(await shelf.summary(), {
    prefix: "about",
    titles: ["Emma"],
    limit: undefined,
  });
  assertEquals((await shelf.summary("on", 0)).titles, []);
  assertEquals(
    (await shelf.search({ text: "mm" }, ["asc"])).map(({ title }) => title),
    ["Emma"],
  );
  assertEquals(await shelf.sum(1, 2, 3), 6);
  assertEquals(await shelf.join("a", 1), "a,1");
  assertEquals(await shelf.echo({ id: "x" }, "id", "id"), [
    { id: "x" },
    { id: "x" },
  ]);
  assertEquals(await shelf.parse("7"), 7);
  assertEquals(await shelf.parse(7), "7");
  assertEquals(await shelf.withThis(1n), 2n);
  assertEquals(await shelf.actor("value"), "value");
  assertEquals(await shelf["kebab-name"](null), undefined);
});

Deno.test("generate() writes proxies that call one another", async () => {
  await using engine = new Engine();
  const ping = engine.getActor(PingProxy, "ping");
  assertEquals(await ping.play(2), "pong 0,pong 1");
  const partner = await ping.partner();
  assertEquals(await partner.answer("ping"), "pong");
  assertEquals(await ping.through(partner), "through");
});

Deno.test("generate() writes proxies of every kind of class", async () => {
  await using engine = new Engine();
  const library = engine.getActor(LibraryProxy, "city");
  assertEquals(await library.store("a", { text: "A" }), { at: 1 });
  assertEquals(await library.all(), [{ text: "A" }]);
  assertEquals(await library.describe(), "middle city");
  const clerk = engine.getActor(ClerkProxy, "ann");
  assertEquals(await clerk.hidden(), { secret: "s" });
  assertEquals(await clerk.list({ value: 1, next: null }), null);
  const generic = engine.getActor(GenericProxy, "g");
  assertEquals(await generic.all("a", "b"), ["a", "b"]);
  assertEquals(await generic.cb(1), [1]);
  assertEquals(await generic.over(1), 1);
  const clashing = engine.getActor(ClashingProxy, "x");
  assertEquals(await clashing.defineActor("y"), "y");
  assertEquals(await clashing.generic(1), [1]);
});

Deno.test("generate() writes the type and the options of a class", () => {
  assertEquals(MainProxy.definition.type, "renamed");
  assertEquals(NamedProxy.definition.type, "named-actor");
  assertEquals(NamedProxy.definition.options(), {
    actorType: "named-actor",
    inboxCapacity: 20,
  });
  assertEquals(PingProxy.definition.options(), {});
});
