/**
 * Measures generated copiers and codecs beside other ways to copy a message,
 * or to make it bytes and read them, by turns in one run:
 * `deno task bench:codec`. Machines are noisy: read the ratios.
 *
 * @module
 */
import { Engine } from "@backstage/actors";
import {
  type Copier,
  defineActor,
  type Method,
  Reader,
  type ReferenceOwner,
  Writer,
} from "@backstage/actors/proxy";
import { Decoder } from "cbor-x/decode";
import { Encoder } from "cbor-x/encode";
import { arrivals } from "./arrivals.ts";
import { FloorInbox } from "./floor.ts";
import { AdderProxy } from "./generated/adder_proxy.gen.ts";
import { BystanderProxy } from "./generated/bystander_proxy.gen.ts";
import { DepotProxy } from "./generated/depot_proxy.gen.ts";
import { SinkProxy } from "./generated/sink_proxy.gen.ts";
import { measure, printTable, time, type Workload } from "./measure.ts";
import { copyByHand, makeOrder, type Order } from "./orders.ts";

const BURST = 1_000;
const SENT = 200_000;
const STRINGS = 10_000_000;
const ORDERS = Array.from({ length: 64 }, (_, id) => makeOrder(id));

const outside: ReferenceOwner = {
  bind: (reference) => reference,
  resolve() {
    throw new Error("The bench has no references");
  },
};

function methodOf(proxy: { definition: unknown }, name: string): Method {
  const { methods } = proxy.definition as { methods: Record<string, Method> };
  const method = methods[name];
  if (method === undefined) throw new Error(`The bench is wrong: no ${name}`);
  return method;
}

const store = methodOf(DepotProxy, "take");

function define(copyPayload?: Copier): Method {
  const source = { payload: "value", invoke: () => {} } as const;
  const copied = copyPayload === undefined ? {} : { copyPayload };
  return defineActor({
    type: "Other",
    create: () => ({}),
    methods: { store: { ...source, ...copied } },
  }).methods.store;
}

const generic = define();

/** What was made last, so that no copy is optimised away. */
let last: unknown;

function copyAll(
  operations: number,
  copy: (order: Order) => unknown,
): Promise<number> {
  return time(async () => {
    for (let at = 0; at < operations; at++) last = copy(ORDERS[at & 63]!);
    await null;
  });
}

function struct(
  floorName: string,
  goal: string,
  operations: number,
  floor: (order: Order) => unknown,
): Workload {
  return {
    name: "struct, copied and checked",
    operations,
    floorName,
    goal,
    floor: () => copyAll(operations, floor),
    ours: () =>
      copyAll(operations, (order) => store.copyPayload(order, outside)),
  };
}

const to = new Writer();
const from = new Reader();
from.owner = { ...outside, direction: "decoding" };

/** Makes an order bytes and reads them, as a wire does. */
function carry(order: Order, method: Method): unknown {
  to.clear(Infinity);
  method.writePayload(order, to);
  from.start(to.buffer, to.length);
  const arrived = method.readPayload(from);
  from.checkEnd();
  return arrived;
}

function carried(
  floorName: string,
  goal: string,
  floor: (order: Order) => unknown,
): Workload {
  const operations = 20_000;
  return {
    name: "struct, as bytes and back, checked",
    operations,
    floorName,
    goal,
    floor: () => copyAll(operations, floor),
    ours: () => copyAll(operations, (order) => carry(order, store)),
  };
}

function strings(): Workload {
  const methods = [
    methodOf(SinkProxy, "take"),
    methodOf(BystanderProxy, "see"),
    store,
    methodOf(AdderProxy, "add"),
  ];
  const unchecked = [define((text) => text), define((text) => text)];
  const texts = Array.from({ length: 64 }, (_, at) => `text ${at}`);
  const run = (copy: (text: string, at: number) => unknown) =>
    time(async () => {
      for (let at = 0; at < STRINGS; at++) last = copy(texts[at & 63]!, at & 1);
      await null;
    });
  return {
    name: "one string, copied and checked",
    operations: STRINGS,
    floorName: "the same calls without a check",
    goal: "at most 5 ns more",
    floor: () => run((text, at) => unchecked[at]!.copyPayload(text, outside)),
    ours: () => run((text, at) => methods[at]!.copyPayload(text, outside)),
  };
}

function sent(engine: Engine): Workload {
  const depot = engine.getActor(DepotProxy, "depot");
  return {
    name: "struct sent, bursts of 1,000",
    operations: SENT,
    floorName: "array inbox, copy by hand",
    goal: "under 400 ns",
    floor: () =>
      time(async () => {
        const inbox = new FloorInbox({ dispatch: (_, order) => last = order });
        for (let burst = 0; burst < SENT / BURST; burst++) {
          for (let at = 0; at < BURST; at++) {
            inbox.send(0, copyByHand(ORDERS[at & 63]!));
          }
          await null;
        }
      }),
    ours: () =>
      time(async () => {
        arrivals.reset();
        for (let sent = BURST; sent <= SENT; sent += BURST) {
          for (let at = 0; at < BURST; at++) depot.take(ORDERS[at & 63]!);
          await arrivals.reached(sent);
        }
        arrivals.verify(SENT, SENT * 10);
      }),
  };
}

if (import.meta.main) {
  await using engine = new Engine();
  const encoder = new Encoder({ useRecords: false, variableMapSize: true });
  const decoder = new Decoder({ useRecords: false });
  const workloads = [
    struct("by hand, without checks", "at most 2.5", 200_000, copyByHand),
    struct(
      "the generic copier",
      "at most 0.25",
      100_000,
      (order) => generic.copyPayload(order, outside),
    ),
    struct("structuredClone", "at most 0.10", 20_000, structuredClone),
    struct(
      "cbor-x, there and back",
      "at most 0.10",
      20_000,
      (order) => decoder.decode(encoder.encode(order)),
    ),
    strings(),
    sent(engine),
    carried(
      "cbor-x, without checks",
      "at most 0.6, and 3 us",
      (order) => decoder.decode(encoder.encode(order)),
    ),
    carried(
      "JSON, without checks",
      "below",
      (order) => JSON.parse(JSON.stringify(order)),
    ),
    carried(
      "of a type that is not known",
      "at most 0.6",
      (order) => carry(order, generic),
    ),
  ];
  const results = [];
  for (const workload of workloads) results.push(await measure(workload));
  printTable(results);
  if (last === undefined) throw new Error("The bench copied nothing");
  const { deno, v8 } = Deno.version;
  console.log(`Deno ${deno}, V8 ${v8}, ${Deno.build.target}; medians of 7.`);
}
