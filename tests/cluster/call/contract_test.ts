import { CallError, type Engine } from "@backstage/actors";
import { ActorProxy, defineActor, link } from "@backstage/actors/proxy";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Nodes } from "../../support/nodes.ts";

class Till {
  #cents = 0;

  add(cents: number): number {
    return this.#cents += cents;
  }
}

/** Makes the proxy that a version of the class has. */
function makeProxy(contract: string) {
  return class TillProxy extends ActorProxy {
    static readonly definition = defineActor({
      type: "Till",
      contract,
      create: () => new Till(),
      methods: {
        add: {
          payload: "value",
          invoke: (actor: Till, cents: number) => actor.add(cents),
        },
      },
    });

    add(cents: number): Promise<number> {
      return this[link].call(TillProxy.definition.methods.add, cents);
    }
  };
}

const OLD = makeProxy("00000000000000aa");
const SAME = makeProxy("00000000000000aa");
const NEW = makeProxy("00000000000000bb");
const IDS = Array.from({ length: 12 }, (_, at) => `t${at}`);

/** Opens two nodes, each with its version of the class. */
async function openBoth(nodes: Nodes, other: typeof OLD) {
  const one = await nodes.open("one", { actors: [OLD] });
  const two = await nodes.open("two", { actors: [other] });
  // The first gives away what is the second one's part.
  await nodes.runtime.advance(15_000);
  return [one, two] as const;
}

/** Returns the code of each call's failure, or what it returned. */
async function callAll(nodes: Nodes, engine: Engine, proxy: typeof OLD) {
  return await Promise.all(
    IDS.map((id) =>
      nodes.finish(engine.getActor(proxy, id).add(1)).catch(
        ({ code, outcome }: CallError) => `${code} ${outcome}`,
      )
    ),
  );
}

Deno.test("A call to another version of a class is refused", async () => {
  await using nodes = new Nodes();
  const [one, two] = await openBoth(nodes, NEW);
  const [ofOne, ofTwo] = [
    await callAll(nodes, one, OLD),
    await callAll(nodes, two, NEW),
  ];
  // Each has what stays on it, and none of the other's.
  for (const [at, id] of IDS.entries()) {
    const isHere = one.isActive(OLD, id);
    assertEquals(ofOne[at], isHere ? 1 : "contract not-run");
    assertEquals(ofTwo[at], isHere ? "contract not-run" : 1);
  }
  assert(new Set(ofOne).size === 2);
  const id = IDS[ofOne.indexOf("contract not-run")]!;
  const { message } = await assertRejects(
    () => nodes.finish(one.getActor(OLD, id).add(1)),
    CallError,
  );
  assertEquals(
    message.replace(/two-\w+/, "two-ID"),
    `Cannot call "Till/${id}".add: node "two-ID" runs another contract of ` +
      'type "Till"; all nodes must run code generated from the same class',
  );
});

Deno.test("A call to the same contract runs, whatever wrote it", async () => {
  await using nodes = new Nodes();
  const [one, two] = await openBoth(nodes, SAME);
  assertEquals(await callAll(nodes, one, OLD), IDS.map(() => 1));
  assertEquals(await callAll(nodes, two, SAME), IDS.map(() => 2));
});
