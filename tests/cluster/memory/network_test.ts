import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import {
  MemoryNetwork,
  type NetworkFaults,
} from "../../../src/cluster/memory/network.ts";
import { MemoryTransport } from "../../../src/cluster/memory/transport.ts";
import type { TransportHost } from "../../../src/cluster/port/transport.ts";
import { type Clock, Timeline } from "../link/fuzz/timeline.ts";

/** A node that notes when it was told of what. */
class Post implements TransportHost {
  readonly transport: MemoryTransport;
  readonly seen: [what: string, ms: number][] = [];
  readonly #timeline: Timeline;

  constructor(
    readonly address: string,
    network: MemoryNetwork,
    clock: Clock,
    timeline: Timeline,
  ) {
    this.#timeline = timeline;
    this.transport = new MemoryTransport(network, clock);
    void this.transport.open(address, this);
  }

  receive([first]: Uint8Array): void {
    this.#note(`got ${first}`);
  }

  noteUndelivered(address: string, tag: number): void {
    this.#note(`no ${address} ${tag}`);
  }

  noteConnected(isConnected: boolean): void {
    this.#note(isConnected ? "there" : "gone");
  }

  lose(error: Error): void {
    this.#note(error.message);
  }

  /** Sends a packet whose first byte is its tag. */
  send(to: string, tag: number): void {
    this.transport.send(to, Uint8Array.of(tag), tag);
  }

  #note(what: string): void {
    this.seen.push([what, this.#timeline.nowMs]);
  }
}

function open(faults: Partial<NetworkFaults>, seed = 1) {
  const timeline = new Timeline(seed);
  const clock = timeline.makeClock(0, 1);
  const network = new MemoryNetwork(clock, faults);
  const make = (address: string): Post =>
    new Post(address, network, clock, timeline);
  return { timeline, clock, network, ann: make("ann"), bob: make("bob"), make };
}

/** Sends some packets at once; returns which arrived, and when. */
function sendMany(faults: Partial<NetworkFaults>, count: number) {
  const { timeline, ann, bob } = open(faults);
  for (let tag = 0; tag < count; tag++) ann.send("bob", tag);
  timeline.pass(10_000);
  assertEquals(ann.seen, []);
  return bob.seen.map(([what, ms]) => [Number(what.slice(4)), ms] as const);
}

Deno.test("MemoryNetwork carries packets in order, without faults", () => {
  const seen = sendMany({}, 200);
  assertEquals(seen, Array.from({ length: 200 }, (_, tag) => [tag, 0]));
});

Deno.test("MemoryNetwork.faults.delayMs delays, and keeps the order", () => {
  const seen = sendMany({ delayMs: [5, 50] }, 200);
  assertEquals(
    seen.map(([tag]) => tag),
    Array.from({ length: 200 }, (_, tag) => tag),
  );
  const times = seen.map(([, ms]) => ms);
  assertGreater(Math.min(...times), 5 - 1e-9);
  assertLess(Math.max(...times), 50);
  assertGreater(Math.max(...times), 40);
  assertEquals(times, times.toSorted((one, other) => one - other));
});

Deno.test("MemoryNetwork.faults.reorders lets packets overtake", () => {
  const tags = sendMany({ delayMs: [0, 9], reorders: true }, 200)
    .map(([tag]) => tag);
  const late = tags.filter((tag, at) => at > 0 && tag < tags[at - 1]!);
  assertGreater(late.length, 50);
  assertEquals(new Set(tags).size, 200);
});

Deno.test("MemoryNetwork.faults.loss loses its part of packets", () => {
  const { length } = sendMany({ loss: 0.25 }, 200);
  assertGreater(length, 130);
  assertLess(length, 170);
  assertEquals(sendMany({ loss: 1 }, 200), []);
});

Deno.test("MemoryNetwork.faults.duplication doubles its part", () => {
  const tags = sendMany({ duplication: 0.25 }, 200).map(([tag]) => tag);
  assertGreater(tags.length, 230);
  assertLess(tags.length, 270);
  assertEquals(new Set(tags).size, 200);
});

Deno.test("MemoryNetwork replays a seed", () => {
  const faults = { delayMs: [0, 9], loss: 0.2, duplication: 0.2 } as const;
  assertEquals(sendMany(faults, 200), sendMany(faults, 200));
});

Deno.test("MemoryNetwork.cut() loses packets one way until healed", () => {
  const { timeline, network, ann, bob } = open({ delayMs: [10, 10] });
  ann.send("bob", 1);
  timeline.pass(5);
  // Also what is on its way.
  network.cut("ann", "bob");
  ann.send("bob", 2);
  bob.send("ann", 3);
  timeline.pass(100);
  assertEquals([ann.seen, bob.seen], [[["got 3", 15]], []]);
  network.heal("ann", "bob");
  ann.send("bob", 4);
  timeline.pass(10);
  assertEquals(bob.seen, [["got 4", 115]]);
});

Deno.test("MemoryNetwork tells after a while of what reached no node", () => {
  const { timeline, ann, make } = open({ delayMs: [10, 10] });
  ann.send("cyd", 1);
  timeline.pass(100);
  assertEquals(ann.seen, [["no cyd 1", 20]]);
  ann.send("cyd", 2);
  timeline.pass(5);
  // It listens before the packet is there.
  const cyd = make("cyd");
  timeline.pass(100);
  assertEquals(ann.seen.length, 1);
  assertEquals(cyd.seen, [["got 2", 110]]);
});

Deno.test("MemoryNetwork tells of no packet of which a copy arrives", () => {
  const outcomes = new Set<string>();
  for (let seed = 1; seed <= 200; seed++) {
    const faults = {
      delayMs: [0, 20],
      duplication: 1,
      reorders: true,
    } as const;
    const { timeline, network, ann, bob } = open(faults, seed);
    network.setConnected("bob", seed % 2 === 0);
    ann.send("bob", 1);
    timeline.pass(10);
    network.setConnected("bob", seed % 2 === 1);
    timeline.pass(100);
    const got = bob.seen.filter(([what]) => what === "got 1").length;
    const told = ann.seen.length;
    assert(got === 0 || told === 0, `seed ${seed}`);
    assert(told <= 1, `seed ${seed}`);
    outcomes.add(`${got} ${told}`);
  }
  // Twice, once, lost without a word, and told of.
  assertEquals([...outcomes].toSorted(), ["0 0", "0 1", "1 0", "2 0"]);
});

Deno.test("MemoryNetwork.setConnected() cuts a node off, and tells it", () => {
  const { timeline, network, ann, bob } = open({ delayMs: [10, 10] });
  network.setConnected("bob", false);
  network.setConnected("bob", false);
  assertEquals(bob.seen, []);
  bob.send("ann", 1);
  ann.send("bob", 2);
  timeline.pass(100);
  assertEquals(bob.seen, [["gone", 0]]);
  assertEquals(ann.seen, [["no bob 2", 20]]);
  network.setConnected("bob", true);
  bob.send("ann", 3);
  timeline.pass(10);
  assertEquals(bob.seen.at(-1), ["there", 100]);
  assertEquals(ann.seen.at(-1), ["got 3", 110]);
});

Deno.test("MemoryNetwork.pause() keeps what comes until resume()", () => {
  const { timeline, network, ann, bob } = open({ delayMs: [10, 10] });
  network.pause("bob");
  ann.send("bob", 1);
  ann.send("bob", 2);
  timeline.pass(50);
  network.setConnected("bob", false);
  timeline.pass(50);
  assertEquals(bob.seen, []);
  network.resume("bob");
  timeline.pass(0);
  const times = bob.seen.map(([, ms]) => ms);
  assertEquals(bob.seen.map(([what]) => what), ["got 1", "got 2", "gone"]);
  assertEquals(times, [100, 100, 100]);
});

Deno.test("MemoryNetwork.lose() takes a node's connection for good", () => {
  const { timeline, network, ann, bob } = open({});
  network.lose("bob", new Error("expired"));
  ann.send("bob", 1);
  timeline.pass(10);
  assertEquals(bob.seen, [["expired", 0]]);
  assertEquals(bob.transport.isConnected, false);
  assertEquals(ann.seen, [["no bob 1", 0]]);
});

Deno.test("MemoryTransport.open() rejects where a node listens", async () => {
  const { network, clock, ann } = open({});
  const other = new MemoryTransport(network, clock);
  let message = "";
  await other.open("ann", ann).catch((error) => message = error.message);
  assertEquals(message, 'Cannot open "ann": it is open');
});

Deno.test("MemoryTransport.send() refuses what is too large", () => {
  const { network, ann } = open({});
  const packet = new Uint8Array(network.maxPacketBytes + 1);
  let message = "";
  try {
    ann.transport.send("bob", packet, 1);
  } catch (error) {
    message = (error as Error).message;
  }
  assertEquals(
    message,
    "Cannot send packet: 1048577 bytes are more than 1048576",
  );
});
