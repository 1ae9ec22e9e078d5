import { assertEquals } from "@std/assert";
import { ANN, BOB, Duo } from "./duo.ts";

Deno.test("Links.end() says 1 of a node that nothing was sent to", () => {
  const duo = new Duo();
  assertEquals(duo.ann.node.links.end("cyd-00000003"), 1);
  assertEquals(duo.ann.node.links.end("cyd-00000003"), 1);
});

Deno.test("Links.end() says that what is on its way may have arrived", () => {
  const duo = new Duo({}, 10);
  duo.send(1, 2);
  duo.pass(0);
  duo.send(3);
  // The third was not handed over yet.
  assertEquals(duo.ann.node.links.end(BOB), 3);
  duo.pass(1_000);
  assertEquals(duo.bob.lengths, [1, 2]);
  assertEquals(duo.ann.node.links.end(BOB), 3);
});

Deno.test("Links.end() says that what was acknowledged has arrived", () => {
  const duo = new Duo();
  duo.send(1, 2);
  duo.pass(100);
  assertEquals(duo.ann.node.links.end(BOB), 3);
});

Deno.test("Links.end() knows what was sent while not connected", () => {
  const duo = new Duo();
  duo.send(1);
  duo.pass(100);
  duo.network.setConnected(ANN, false);
  duo.send(2, 100_000, 3);
  duo.pass(1_000);
  assertEquals(duo.ann.node.links.end(BOB), 2);
});

Deno.test("Links.end() knows what no node was there to receive", () => {
  const duo = new Duo();
  duo.send(1);
  duo.pass(100);
  duo.network.setConnected(BOB, false);
  duo.send(2);
  duo.pass(0);
  duo.send(3);
  duo.pass(10_000);
  // It was sent again all the time, and undelivered each time.
  assertEquals(duo.ann.node.links.end(BOB), 2);
});

Deno.test("Links.end() takes no word of one time for word of another", () => {
  const duo = new Duo();
  duo.network.cut(ANN, BOB);
  duo.send(1);
  duo.pass(100);
  duo.network.heal(ANN, BOB);
  duo.network.setConnected(BOB, false);
  duo.pass(1_000);
  // Undelivered when it was sent again; of the first time it is not known.
  assertEquals(duo.ann.told.map(([what]) => what), ["unreachable"]);
  assertEquals(duo.ann.node.links.end(BOB), 2);
});

Deno.test("Links.end() knows a message that lacks its last piece", () => {
  const duo = new Duo();
  duo.send(5_000_000);
  duo.pass(1);
  assertEquals(duo.ann.node.links.end(BOB), 1);
  duo.pass(10_000);
  assertEquals(duo.bob.lengths, []);
});

Deno.test("Links.end() forgets the node, and drops what is late", () => {
  const duo = new Duo({}, 10);
  const { links } = duo.ann.node;
  duo.bob.node.links.send(ANN, new Uint8Array(1));
  duo.pass(5);
  assertEquals(links.end(BOB), 1);
  duo.pass(2_000);
  assertEquals(duo.ann.lengths, []);
  assertEquals(links.dropped.late > 0, true);
  assertEquals(links.send(BOB, new Uint8Array(1)), 0);
  assertEquals(links.isFull(BOB), false);
  links.noteAwaiting(BOB, 1);
  assertEquals(Array.from(links.list()), []);
});

Deno.test("Links.end() within a message ends those behind it", () => {
  const duo = new Duo({
    receive(_, message) {
      duo.ann.received.push(message);
      if (message.length === 2) duo.ann.node.links.end(BOB);
    },
  });
  for (const length of [1, 2, 3]) {
    duo.bob.node.links.send(ANN, new Uint8Array(length));
  }
  duo.pass(0);
  duo.bob.node.links.send(ANN, new Uint8Array(4));
  duo.pass(1_000);
  assertEquals(duo.ann.lengths, [1, 2]);
  assertEquals(duo.ann.errors, []);
});

Deno.test("Links.probe() tells who is there, gone or silent", async () => {
  const duo = new Duo();
  const { links } = duo.ann.node;
  duo.send(1);
  duo.pass(100);
  const alive = links.probe(BOB, 700);
  duo.pass(700);
  assertEquals(await alive, "alive");
  duo.network.cut(BOB, ANN);
  const silent = links.probe(BOB, 700);
  duo.pass(700);
  assertEquals(await silent, "silent");
  duo.network.setConnected(BOB, false);
  const unreachable = links.probe(BOB, 700);
  duo.pass(700);
  assertEquals(await unreachable, "unreachable");
  duo.network.setConnected(ANN, false);
  const unknown = links.probe(BOB, 700);
  duo.pass(700);
  assertEquals(await unknown, "silent");
  links.end(BOB);
  assertEquals(await links.probe(BOB, 700), "unreachable");
  assertEquals(duo.timeline.waiting, 0);
});

Deno.test("Links.probe() takes no answer to an earlier ping", async () => {
  const duo = new Duo({}, 300);
  const { links } = duo.ann.node;
  links.noteAwaiting(BOB, 1);
  duo.pass(900);
  duo.network.cut(ANN, BOB);
  // The answer to the ping of 500 ms arrives in between.
  const silent = links.probe(BOB, 900);
  duo.pass(900);
  assertEquals(await silent, "silent");
});

Deno.test("Links.end() settles the probes of the node", async () => {
  const duo = new Duo();
  duo.network.cut(ANN, BOB);
  const probe = duo.ann.node.links.probe(BOB, 700);
  duo.ann.node.links.end(BOB);
  assertEquals(await probe, "silent");
  assertEquals(duo.timeline.waiting, 0);
});
