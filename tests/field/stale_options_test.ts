import { type ActorOptions, Engine } from "@backstage/actors";
import {
  ActorProxy,
  defineActor,
  type Link,
  link,
} from "@backstage/actors/proxy";
import { assertEquals, assertThrows } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { GeneratedProject, type LooseProxy } from "./generated.ts";

interface Stale {
  add(): void;
  value(): Promise<number>;
}

/** Makes a proxy as the generator did before its class had any options. */
function makeProxy(actor: new () => object, type = "Stale") {
  const definition = defineActor({
    type,
    actor: () => actor,
    create: () => new actor(),
    methods: {
      add: {
        payload: "none",
        isOneWay: true,
        invoke: (stale: Stale) => stale.add(),
      },
      value: { payload: "none", invoke: (stale: Stale) => stale.value() },
    },
  });
  return class StaleProxy extends ActorProxy {
    static readonly definition = definition;
    constructor(to: Link) {
      super(to);
    }
    add(): Promise<void> {
      return this[link].call(definition.methods.add, undefined);
    }
    value(): Promise<number> {
      return this[link].call(definition.methods.value, undefined);
    }
  };
}

class Plain {
  #count = 0;
  add(): void {
    this.#count++;
  }
  value(): number {
    return this.#count;
  }
}

class Bounded extends Plain {
  static readonly options: ActorOptions = {
    inboxCapacity: 3,
    overflow: "drop-newest",
  };
}

class Heir extends Bounded {}

for (const actor of [Bounded, Heir]) {
  testEverywhere(
    `R19: options that a class got after generation hold: ${actor.name}`,
    async (stage) => {
      const stale = stage.open().getActor(makeProxy(actor), "a");
      for (let count = 0; count < 10; count++) stale.add();
      await stage.settle();
      assertEquals(await stale.value(), 3);
    },
  );
}

Deno.test("R19: options after generation are checked, too", async () => {
  await using engine = new Engine();
  class Bad extends Plain {
    static readonly options = { inboxCapacity: 0 };
  }
  assertThrows(
    () => engine.getActor(makeProxy(Bad), "a"),
    RangeError,
    "Cannot use inboxCapacity 0",
  );
});

Deno.test("R19: another actorType than the generated one is told", async () => {
  await using engine = new Engine();
  class Renamed extends Plain {
    static readonly options: ActorOptions = { actorType: "other" };
  }
  assertThrows(
    () => engine.getActor(makeProxy(Renamed), "a"),
    TypeError,
    'Cannot use actor type "Stale": its class says actorType "other", ' +
      "run the generator again",
  );
  const other = engine.getActor(makeProxy(Renamed, "other"), "a");
  assertEquals(await other.value(), 0);
});

Deno.test("R19: a private member that is called options is none", async () => {
  await using project = await GeneratedProject.create({
    "src/secretive.ts": `// @generate-proxy
      export class Secretive {
        private static options = { inboxCapacity: 1, actorType: 5 };
        count(): number { return Secretive.options.inboxCapacity; }
      }`,
  });
  const proxy = await project.import("Secretive");
  await using engine = new Engine();
  const secretive = engine.getActor(proxy, "s") as unknown as LooseProxy;
  // Two wait at once: more than its own figure would let in.
  const replies = [1, 2, 3].map(() => secretive["count"]!());
  assertEquals(await Promise.all(replies), [1, 1, 1]);
});
