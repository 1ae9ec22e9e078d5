import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import {
  LINK_MESSAGE_BYTES,
  LINK_PACKET_BYTES,
  LINK_PIECES_BYTES,
  LINK_WINDOW_BYTES,
  LINK_WINDOW_MESSAGES,
} from "../../../src/base/link_limits.ts";
import { ANN, BOB, Duo } from "./duo.ts";
import { readLetter, writeLetter } from "./fuzz/letter.ts";

Deno.test("Links.send() makes one packet of a microtask's messages", () => {
  const duo = new Duo();
  assertEquals(duo.send(5, 0, 200, 1), [1, 2, 3, 4]);
  duo.pass(1);
  assertEquals(duo.bob.lengths, [5, 0, 200, 1]);
  assertEquals(duo.ann.counts.packetsSent, 1);
  assertEquals(duo.send(7), [5]);
  duo.pass(1);
  assertEquals(duo.bob.lengths, [5, 0, 200, 1, 7]);
  assertEquals(duo.ann.counts.packetsSent, 2);
});

Deno.test("Links.send() fills packets of 60 kB, and no larger ones", () => {
  const duo = new Duo();
  duo.send(...Array.from({ length: 300 }, () => 1_000));
  const { counts } = duo.ann;
  // Full ones go at once.
  assertEquals(counts.packetsSent, 5);
  duo.pass(1);
  assertEquals(duo.bob.received.length, 300);
  assertEquals(counts.packetsSent, 6);
  assertLess(counts.bytesSent / 5, LINK_PACKET_BYTES * 6 / 5);
});

Deno.test("Links.send() leaves the bytes to the sender", () => {
  const duo = new Duo();
  for (const length of [10, 100_000]) {
    const letter = writeLetter({ number: 1, key: 0 }, length);
    duo.ann.node.links.send(BOB, letter);
    letter.fill(0);
    duo.pass(1_000);
    readLetter(duo.bob.received.pop()!);
  }
});

Deno.test("Links.send() carries what is longest, and nothing longer", () => {
  const duo = new Duo();
  const longest = new Uint8Array(LINK_MESSAGE_BYTES);
  longest[LINK_MESSAGE_BYTES - 1] = 9;
  duo.ann.node.links.send(BOB, longest);
  duo.pass(1_000);
  assertEquals(duo.bob.lengths, [LINK_MESSAGE_BYTES]);
  assertEquals(duo.bob.received[0]!.at(-1), 9);
  const longer = new Uint8Array(LINK_MESSAGE_BYTES + 1);
  assertThrows(
    () => duo.ann.node.links.send(BOB, longer),
    RangeError,
    "Cannot send message: 17825793 bytes are more than 17825792",
  );
});

Deno.test("Links.send() lets small messages by a large one", () => {
  const duo = new Duo();
  const { links } = duo.ann.node;
  links.send(BOB, new Uint8Array(10_000_000), 1);
  duo.pass(0);
  const before = duo.ann.counts.bytesSent;
  links.send(BOB, new Uint8Array(20), 2);
  duo.pass(1);
  // It comes behind what was on its way, not behind what waits.
  assertEquals(duo.bob.lengths, [20]);
  assertLess(before, LINK_PIECES_BYTES + LINK_PACKET_BYTES);
  duo.pass(1_000);
  assertEquals(duo.bob.lengths, [20, 10_000_000]);
});

Deno.test("Links.send() keeps the order of messages of one key", () => {
  const duo = new Duo();
  const { links } = duo.ann.node;
  const sizes = [10, 100_000, 20, 200_000, 30, 40];
  for (const [at, size] of sizes.entries()) {
    links.send(BOB, new Uint8Array(size), 1);
    links.send(BOB, new Uint8Array(1_000 + at), 2);
    if (at === 2) duo.pass(1);
  }
  duo.pass(1_000);
  assertEquals(duo.bob.lengths.filter((one) => sizes.includes(one)), sizes);
  assertEquals(duo.bob.lengths.length, 12);
  // What comes after them has nothing to wait for.
  links.send(BOB, new Uint8Array(50), 1);
  duo.pass(1);
  assertEquals(duo.bob.lengths.at(-1), 50);
});

Deno.test("Links.send() gives several large messages their turns", () => {
  const duo = new Duo();
  const { links } = duo.ann.node;
  links.send(BOB, new Uint8Array(12_000_000), 0);
  for (let key = 1; key <= 20; key++) {
    links.send(BOB, new Uint8Array(100_000 + key), key);
  }
  duo.pass(2_000);
  assertEquals(duo.bob.lengths.at(-1), 12_000_000);
  assertEquals(duo.bob.received.length, 21);
});

Deno.test("Links.isFull() tells of too many messages, or bytes", () => {
  const duo = new Duo();
  const { links } = duo.ann.node;
  assertEquals(links.isFull(BOB), false);
  const byMessages = sendUntilFull(duo, 10);
  assertEquals(byMessages, LINK_WINDOW_MESSAGES);
  duo.pass(100);
  assertEquals(links.isFull(BOB), false);
  const byBytes = sendUntilFull(duo, 30_000);
  assertEquals(byBytes, Math.ceil(LINK_WINDOW_BYTES / 30_000));
  duo.pass(100);
  assertEquals(links.isFull(BOB), false);
  assertEquals(duo.bob.received.length, byMessages + byBytes);
});

function sendUntilFull({ ann: { node } }: Duo, length: number): number {
  const message = new Uint8Array(length);
  let sent = 0;
  for (; !node.links.isFull(BOB); sent++) node.links.send(BOB, message);
  return sent;
}

Deno.test("Links.isFull() lets small messages by large ones", () => {
  const duo = new Duo();
  const { links } = duo.ann.node;
  links.send(BOB, new Uint8Array(LINK_MESSAGE_BYTES), 1);
  assertEquals(links.isFull(BOB), false);
  links.send(BOB, new Uint8Array(LINK_MESSAGE_BYTES), 1);
  assertEquals(links.isFull(BOB), true);
  duo.pass(1_000);
  assertEquals(links.isFull(BOB), false);
  const [link] = links.list();
  assertEquals([link!.messages, link!.bytes], [0, 0]);
});

Deno.test("Links.isFull() stays so while a node acknowledges nothing", () => {
  const duo = new Duo();
  duo.network.cut(BOB, ANN);
  sendUntilFull(duo, 30_000);
  duo.pass(30_000);
  assert(duo.ann.node.links.isFull(BOB));
  const { resent } = duo.ann.counts;
  // One packet from time to time asks for the others.
  assertLess(resent, 20);
  duo.network.heal(BOB, ANN);
  duo.pass(2_100);
  assertEquals(duo.ann.node.links.isFull(BOB), false);
});

Deno.test("Links keep what is more than the window until there is room", () => {
  const duo = new Duo({}, 50);
  const count = 1_000;
  for (let left = count; left > 0; left--) duo.send(30_000);
  duo.pass(49);
  assertLess(duo.ann.counts.bytesSent, LINK_WINDOW_BYTES + 1);
  duo.pass(1_000);
  assertEquals(duo.bob.received.length, count);
  assertEquals(duo.bob.counts.overruns, 0);
  assertEquals(duo.ann.counts.resent, 0);
});

Deno.test("Links acknowledge with what goes there within 25 ms", () => {
  const duo = new Duo();
  duo.send(10);
  duo.pass(24);
  duo.bob.node.links.send(ANN, new Uint8Array(20));
  duo.pass(1_000);
  // A call, its reply, and the acknowledgement of that.
  assertEquals(duo.ann.counts.packetsSent, 2);
  assertEquals(duo.bob.counts.packetsSent, 1);
  assertEquals(duo.timeline.waiting, 0);
});

Deno.test("Links acknowledge at once what is much", () => {
  const duo = new Duo();
  for (let left = 10; left > 0; left--) duo.send(30_000);
  duo.pass(2);
  const [link] = duo.ann.node.links.list();
  // The window is open again, but for what came after that.
  assertLess(link!.messages, 3);
});

Deno.test("Links.receive() goes on where a host fails on a message", () => {
  const duo = new Duo({
    receive(_, { length }) {
      if (length === 2) throw new Error("two");
      duo.ann.received.push(new Uint8Array(length));
    },
  });
  for (const length of [1, 2, 3]) {
    duo.bob.node.links.send(ANN, new Uint8Array(length));
  }
  duo.pass(1);
  assertEquals(duo.ann.lengths, [1, 3]);
  assertEquals(duo.ann.errors, [
    `Cannot receive message of ${BOB}: Error: two`,
  ]);
});

Deno.test("Links.receive() takes nothing of a node not admitted", () => {
  let isAdmitted = false;
  const duo = new Duo({ admits: (peer) => isAdmitted && peer === BOB });
  duo.bob.node.links.send(ANN, new Uint8Array(4));
  duo.pass(1_000);
  assertEquals(duo.ann.received, []);
  assertEquals(duo.ann.node.links.dropped.strangers > 0, true);
  assertEquals(Array.from(duo.ann.node.links.list()), []);
  isAdmitted = true;
  duo.pass(2_000);
  assertEquals(duo.ann.lengths, [4]);
});

Deno.test("Links.close() hands over what waits, and then nothing", () => {
  const duo = new Duo();
  const { links } = duo.ann.node;
  duo.send(1);
  links.noteAwaiting(BOB, 1);
  duo.bob.node.links.send(ANN, new Uint8Array(4));
  links.close();
  duo.pass(10);
  assertEquals(duo.send(1), [0]);
  assertEquals([duo.ann.lengths, duo.bob.lengths], [[], [1]]);
  assertEquals(Array.from(links.list()), []);
  duo.bob.node.links.close();
  duo.pass(10_000);
  assertEquals(duo.timeline.waiting, 0);
});
