import { assertEquals, assertGreater, assertLess } from "@std/assert";
import { ANN, BOB, Duo } from "./duo.ts";

Deno.test("Links send again after 200 ms, doubled up to 2 s", () => {
  const duo = new Duo();
  duo.network.cut(ANN, BOB);
  duo.send(1);
  const times: number[] = [];
  for (let ms = 1; ms <= 10_000; ms++) {
    duo.pass(1);
    if (duo.ann.counts.resent > times.length) times.push(ms);
  }
  assertEquals(times, [200, 600, 1_400, 3_000, 5_000, 7_000, 9_000]);
  duo.network.heal(ANN, BOB);
  duo.pass(2_000);
  assertEquals(duo.bob.lengths, [1]);
});

Deno.test("Links send at once again what the other node misses", () => {
  const duo = new Duo();
  duo.network.cut(ANN, BOB);
  duo.send(1);
  duo.pass(60);
  duo.network.heal(ANN, BOB);
  duo.send(2);
  // There, told, and there again.
  duo.pass(3);
  assertEquals(duo.bob.lengths, [1, 2]);
  assertEquals(duo.ann.counts.resent, 1);
  duo.pass(10_000);
  assertEquals(duo.ann.counts.resent, 1);
});

Deno.test("Links send a lost window again without waiting for each", () => {
  const duo = new Duo();
  duo.network.cut(ANN, BOB);
  for (let left = 1_000; left > 0; left--) {
    duo.send(100);
    duo.pass(0);
  }
  duo.network.heal(ANN, BOB);
  duo.pass(1_000);
  assertEquals(duo.bob.received.length, 1_000);
  assertEquals(duo.ann.counts.resent, 1_000);
});

Deno.test("Links hold back while not connected, and go on then", () => {
  const duo = new Duo();
  const { links } = duo.ann.node;
  duo.send(1);
  duo.pass(50);
  duo.network.setConnected(ANN, false);
  links.noteAwaiting(BOB, 1);
  duo.send(2, 70_000);
  const { packetsSent } = duo.ann.counts;
  duo.pass(60_000);
  assertEquals(duo.ann.counts.packetsSent, packetsSent);
  assertEquals(duo.ann.told, []);
  duo.network.setConnected(ANN, true);
  duo.pass(3);
  assertEquals(duo.bob.lengths, [1, 2, 70_000]);
  assertEquals(duo.ann.told, []);
});

Deno.test("Links send again at once what was lost as they were cut off", () => {
  const duo = new Duo();
  duo.network.cut(ANN, BOB);
  duo.send(1);
  duo.pass(0);
  duo.network.setConnected(ANN, false);
  duo.pass(60_000);
  duo.network.heal(ANN, BOB);
  duo.network.setConnected(ANN, true);
  duo.pass(1);
  assertEquals(duo.bob.lengths, [1]);
});

Deno.test("Links send nothing while nothing is on its way", () => {
  const duo = new Duo();
  duo.send(1, 2, 3);
  duo.pass(1_000);
  const { packetsSent } = duo.ann.counts;
  assertEquals(duo.timeline.waiting, 0);
  duo.pass(3_600_000);
  assertEquals(duo.ann.counts.packetsSent, packetsSent);
  assertEquals(duo.ann.counts.pings, 0);
});

Deno.test("Links.noteSilent() is called after 1.5 s without an answer", () => {
  const duo = new Duo();
  const { links } = duo.ann.node;
  duo.send(1);
  duo.pass(1_000);
  links.noteAwaiting(BOB, 1);
  duo.pass(60_000);
  // It answers pings, whatever it does about the call.
  assertEquals(duo.ann.told, []);
  assertGreater(duo.ann.counts.pings, 100);
  duo.network.cut(BOB, ANN);
  duo.pass(10_000);
  const [[what, at] = ["", 0], ...others] = duo.ann.told;
  assertEquals([what, others], ["silent", []]);
  assertGreater(at, 62_000);
  assertLess(at, 62_503);
  duo.network.heal(BOB, ANN);
  duo.pass(600);
  assertEquals(duo.ann.told.at(-1)?.[0], "heard");
  links.noteAwaiting(BOB, -1);
  duo.pass(600);
  const { pings } = duo.ann.counts;
  duo.pass(60_000);
  assertEquals(duo.ann.counts.pings, pings);
  assertEquals(duo.timeline.waiting, 0);
});

Deno.test("Links.noteSilent() is not called by a node that stood still", () => {
  for (let silentMs = 0; silentMs < 1_400; silentMs += 100) {
    const duo = new Duo({}, 5);
    duo.ann.node.links.noteAwaiting(BOB, 1);
    duo.pass(2_100);
    duo.network.cut(BOB, ANN);
    duo.pass(silentMs);
    duo.network.heal(BOB, ANN);
    duo.ann.clock.pause();
    duo.network.pause(ANN);
    duo.bob.node.links.send(ANN, new Uint8Array(1));
    duo.pass(30_000);
    // Its timers are looked at before what has come.
    duo.ann.clock.resume();
    duo.network.resume(ANN);
    duo.pass(10_000);
    assertEquals(duo.ann.told, []);
    assertEquals(duo.ann.lengths, [1]);
  }
});

Deno.test("Links.noteUnreachable() is called when nothing listens", () => {
  const duo = new Duo();
  duo.send(1);
  duo.pass(100);
  duo.network.setConnected(BOB, false);
  duo.send(2);
  duo.pass(2);
  assertEquals(duo.ann.told, [["unreachable", 102]]);
  duo.send(3, 4);
  duo.pass(1_000);
  assertEquals(duo.ann.told.length, 1);
  assertEquals(duo.bob.lengths, [1]);
  duo.network.setConnected(BOB, true);
  duo.pass(3);
  assertEquals(duo.ann.told.at(-1), ["heard", 1_103]);
  duo.pass(1);
  assertEquals(duo.bob.lengths, [1, 2, 3, 4]);
});

Deno.test("Links.noteUnreachable() is not called of a node heard since", () => {
  const duo = new Duo();
  duo.send(1);
  duo.pass(100);
  duo.bob.node.links.send(ANN, new Uint8Array(1));
  duo.pass(100);
  // Late word of the first packet.
  duo.ann.node.links.noteUndelivered(BOB, 1);
  assertEquals(duo.ann.told, []);
  duo.send(2);
  duo.pass(0);
  duo.ann.node.links.noteUndelivered(BOB, duo.ann.node.links.lastTag);
  assertEquals(duo.ann.told, [["unreachable", 200]]);
});

Deno.test("Links ask for an unreachable node while something waits", () => {
  const duo = new Duo();
  const { links } = duo.ann.node;
  duo.send(1);
  duo.pass(100);
  duo.network.setConnected(BOB, false);
  links.noteAwaiting(BOB, 1);
  duo.pass(600);
  // A ping was undelivered, so nothing is on its way that is sent again.
  links.noteAwaiting(BOB, -1);
  assertEquals(duo.ann.told.map(([what]) => what), ["unreachable"]);
  // Bob is there again, but what it says is lost.
  duo.network.cut(BOB, ANN);
  duo.network.setConnected(BOB, true);
  duo.pass(10_000);
  duo.network.heal(BOB, ANN);
  duo.send(2);
  duo.pass(510);
  assertEquals(duo.ann.told.map(([what]) => what), ["unreachable", "heard"]);
  assertEquals(duo.bob.lengths, [1, 2]);
});
