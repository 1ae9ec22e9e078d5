import { Engine, type ProxyClass } from "@backstage/actors";
import { ActorProxy, defineActor, link } from "@backstage/actors/proxy";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

class NotGenerated {}
class WithoutDefinition extends ActorProxy {}
class Impostor extends ActorProxy {
  static readonly definition = defineActor({
    type: "Counter",
    create: () => ({}),
    methods: {},
  });
}

// What the generator wrote before methods had parameters.
const older = defineActor({
  type: "Older",
  create: () => ({ double: (value: number) => 2 * value }),
  methods: {
    double: {
      payload: "value",
      invoke: (actor: { double(value: number): number }, value: number) =>
        actor.double(value),
    },
  },
});

class OlderProxy extends ActorProxy {
  static readonly definition = older;

  double(value: number): Promise<number> {
    return this[link].call(older.methods.double, value);
  }
}

const asProxy = (value: unknown) => value as ProxyClass<ActorProxy>;

Deno.test("Engine.getActor() throws when a class is no proxy", async () => {
  await using engine = new Engine();
  const classes: [value: unknown, name: string][] = [
    [NotGenerated, "NotGenerated"],
    [WithoutDefinition, "WithoutDefinition"],
    [undefined, "undefined"],
    [CounterProxy.definition, "[object Object]"],
  ];
  const advice = "is not a generated proxy class, such as the " +
    "generator writes for a class with `// @generate-proxy` above it";
  for (const [value, name] of classes) {
    assertThrows(
      () => engine.getActor(asProxy(value), "a"),
      TypeError,
      `Cannot get actor: ${name} ${advice}`,
    );
    await assertRejects(
      () => engine.poisonPill(asProxy(value), "a"),
      TypeError,
      `Cannot poison actor: ${name} ${advice}`,
    );
  }
});

Deno.test("Engine.getActor() throws when two types share a name", async () => {
  await using engine = new Engine();
  const counter = engine.getActor(CounterProxy, "a");
  assertThrows(
    () => engine.getActor(Impostor, "a"),
    TypeError,
    'Cannot use actor type "Counter": another class has that name, ' +
      "give one of them an actorType",
  );
  assertEquals(await counter.add(1), 1);
});

testEverywhere(
  "ActorProxy calls methods whose parameters nobody wrote",
  async (stage) => {
    const engine = stage.open();
    const proxy = engine.getActor(OlderProxy, "a");
    assertEquals(await proxy.double(21), 42);
    assertEquals(older.methods.double.parameters, []);
  },
);

Deno.test("ActorProxy names its class and actor when logged", async () => {
  await using engine = new Engine();
  const proxy = engine.getActor(CounterProxy, 'the "one"');
  assertEquals(Deno.inspect(proxy), 'CounterProxy("the \\"one\\"")');
});

testEverywhere(
  "ActorProxy arrives bound to its receiver when it is sent",
  async (stage) => {
    const engine = stage.open();
    stage.cast("target", {
      ask: () => {
        throw new Error("boom");
      },
    });
    const callers: unknown[] = [];
    engine.events.subscribe((event) => {
      if (event.kind === "failed") callers.push(event.caller?.id ?? null);
    });
    stage.cast("receiver", {
      ask: async (_ctx, input) => {
        const { proxies } = input as { proxies: PuppetProxy[] };
        await proxies[0]!.ask(null).catch(() => {});
        return input;
      },
    });
    stage.cast("sender", {
      ask: async (ctx) => {
        const target = ctx.getActor(PuppetProxy, "target");
        const receiver = ctx.getActor(PuppetProxy, "receiver");
        const result = await receiver.ask({ proxies: [target] });
        const { proxies } = result as { proxies: PuppetProxy[] };
        await proxies[0]!.ask(null).catch(() => {});
        return proxies[0];
      },
    });
    const sender = engine.getActor(PuppetProxy, "sender");
    const target = await sender.ask(null) as PuppetProxy;
    await target.ask(null).catch(() => {});
    assertEquals(callers, ["receiver", "sender", null]);
  },
);

testEverywhere(
  "ActorProxy may be sent to the actor that it stands for",
  async (stage) => {
    const engine = stage.open();
    const puppet = engine.getActor(PuppetProxy, "a");
    const seen: unknown[] = [];
    stage.cast("a", {
      ask: (_ctx, input) => {
        (input as PuppetProxy).tell("from myself");
      },
      tell: (_ctx, input) => void seen.push(input),
    });
    await puppet.ask(puppet);
    await engine.run();
    assertEquals(seen, ["from myself"]);
  },
);
