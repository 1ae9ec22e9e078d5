import { assertEquals, assertLess } from "@std/assert";
import {
  LINK_LARGE_AT_ONCE,
  LINK_MESSAGE_BYTES,
  LINK_WINDOW_PACKETS,
} from "../../../src/base/link_limits.ts";
import { Chance } from "../../support/chance.ts";
import { ANN, BOB, Duo } from "./duo.ts";
import { Node } from "./fuzz/node.ts";

const MAL = "mal-66666666";
const ROUNDS = 20_000;

/** The packets that links of a node send to ann, as they are on the network. */
function recordPackets(duo: Duo, id: string): Uint8Array[] {
  const packets: Uint8Array[] = [];
  const ignore = (): void => {};
  const host = {
    receive: ignore,
    noteSilent: ignore,
    noteUnreachable: ignore,
    noteHeard: ignore,
  };
  const { links } = new Node(id, duo.network, duo.ann.clock, host, []);
  const carry = duo.network.carry.bind(duo.network);
  duo.network.carry = (from, to, bytes, tag) => {
    if (from.address === id) packets.push(bytes);
    else carry(from, to, bytes, tag);
  };
  for (const length of [0, 3, 200, 100_000]) {
    links.send(ANN, new Uint8Array(length));
    duo.pass(0);
  }
  void links.probe(ANN, 1);
  duo.pass(1);
  links.close();
  return packets;
}

/** Makes a packet of messages by hand. */
function makePacket(
  from: string,
  to: string,
  number: number,
  entries: readonly number[],
): Uint8Array {
  const id = (text: string): number[] => [
    text.length,
    ...new TextEncoder().encode(text),
  ];
  const word = (value: number): number[] =>
    [40, 32, 24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) & 0xff);
  return Uint8Array.from([
    ...[0xba, 1, 1],
    ...id(from),
    ...id(to),
    ...word(number),
    ...word(0),
    ...entries,
  ]);
}

/** Makes the entry of a piece that says of what it is one. */
function makePiece(large: number, whole: number, length: number): number[] {
  const word = (value: number): number[] =>
    [24, 16, 8, 0].map((bits) => value >>> bits & 0xff);
  const head = [0x80 | length >> 8, length & 0xff];
  return [...head, ...word(large), ...word(whole), ...Array(length).fill(7)];
}

function countDropped({ ann }: Duo): number {
  const { malformed, misaddressed } = ann.node.links.dropped;
  return malformed + misaddressed;
}

Deno.test("Links.receive() drops random bytes, and counts them", () => {
  const duo = new Duo();
  const chance = new Chance(3);
  for (let round = 0; round < ROUNDS; round++) {
    const packet = new Uint8Array(chance.below(120));
    for (const at of packet.keys()) packet[at] = chance.below(256);
    if (round % 2 === 0) packet.set([0xba, 1].slice(0, packet.length));
    duo.ann.node.links.receive(packet);
  }
  assertEquals(countDropped(duo), ROUNDS);
  assertEquals(duo.ann.received, []);
});

Deno.test("Links.receive() drops packets that are cut off anywhere", () => {
  const duo = new Duo();
  let dropped = 0;
  for (const packet of recordPackets(duo, MAL)) {
    for (let length = 0; length < Math.min(packet.length, 300); length++) {
      duo.ann.node.links.receive(packet.slice(0, length));
      dropped++;
    }
  }
  // Between two entries a packet can be cut off, but these have only one.
  assertEquals(countDropped(duo), dropped);
  assertEquals(duo.ann.received, []);
});

Deno.test("Links.receive() drops other versions, and what others get", () => {
  const duo = new Duo();
  const { links } = duo.ann.node;
  const [packet] = recordPackets(duo, MAL);
  const version = packet!.slice();
  version[1] = 2;
  links.receive(version);
  const kind = packet!.slice();
  kind[2] = 3;
  links.receive(kind);
  const long = Uint8Array.from([...packet!, 0]);
  links.receive(long);
  for (const [from, to] of [["a b", ANN], ["", ANN], [MAL, ""]] as const) {
    links.receive(makePacket(from, to, 1, [0, 0]));
  }
  links.receive(makePacket(MAL, ANN, 0, [0, 0]));
  links.receive(makePacket(MAL, ANN, 1, []));
  assertEquals(links.dropped.malformed, 8);
  links.receive(makePacket(MAL, BOB, 1, [0, 0]));
  links.receive(makePacket(MAL, ANN.slice(1), 1, [0, 0]));
  links.receive(makePacket(MAL, `${ANN}0`, 1, [0, 0]));
  assertEquals(links.dropped.misaddressed, 3);
  assertEquals(duo.ann.received, []);
  links.receive(makePacket(MAL, ANN, 1, [0, 0]));
  assertEquals(duo.ann.lengths, [0]);
});

Deno.test("Links.receive() survives packets that are changed anywhere", () => {
  const duo = new Duo();
  const { links } = duo.ann.node;
  const chance = new Chance(5);
  const packets = recordPackets(duo, MAL);
  for (let round = 0; round < ROUNDS; round++) {
    const packet = chance.pick(packets).slice();
    // More often where it is not only a message that is changed.
    const most = chance.below(2) === 0 ? 60 : packet.length;
    for (let left = 1 + chance.below(3); left > 0; left--) {
      packet[chance.below(Math.min(most, packet.length))] = chance.below(256);
    }
    links.receive(packet);
    if (round % 100 === 0) duo.pass(10);
  }
  assertEquals(duo.ann.errors, []);
  // All this while, and afterwards, others are served.
  duo.bob.node.links.send(ANN, new Uint8Array(77));
  duo.pass(10);
  assertEquals(duo.ann.lengths.at(-1), 77);
});

Deno.test("Links.receive() takes no word for what was never sent", () => {
  const duo = new Duo();
  duo.send(1);
  duo.pass(100);
  const acknowledging = makePacket(BOB, ANN, 1, [0, 0]);
  acknowledging[acknowledging.length - 3] = 2;
  duo.ann.node.links.receive(acknowledging);
  assertEquals(duo.ann.counts.malformed, 1);
  assertEquals(duo.ann.received, []);
});

Deno.test("Links.receive() makes no room for what is only said to come", () => {
  const duo = new Duo();
  const { links } = duo.ann.node;
  const before = Deno.memoryUsage().external;
  for (let node = 0; node < 300; node++) {
    const entries = Array.from(
      { length: LINK_LARGE_AT_ONCE },
      (_, large) => makePiece(large, LINK_MESSAGE_BYTES, 10),
    );
    links.receive(makePacket(`mal-${node}`, ANN, 1, entries.flat()));
  }
  const grown = Deno.memoryUsage().external - before;
  assertLess(grown, 8_000_000);
  assertEquals(duo.ann.received, []);
});

Deno.test("Links.receive() drops pieces that lie about their message", () => {
  const duo = new Duo();
  const { links } = duo.ann.node;
  const lies = [
    // Longer than any message may be.
    makePiece(1, LINK_MESSAGE_BYTES + 1, 10),
    // More than the whole.
    makePiece(2, 5, 10),
    // Of another length than before.
    [...makePiece(3, 20, 10), ...makePiece(3, 30, 10)],
    // Nothing at all.
    makePiece(4, 20, 0),
    makePiece(5, 0, 0),
  ];
  for (const [at, lie] of lies.entries()) {
    links.receive(makePacket(`mal-${at}`, ANN, 1, lie));
  }
  const many = Array.from(
    { length: LINK_LARGE_AT_ONCE + 3 },
    (_, large) => makePiece(large, 20, 10),
  );
  links.receive(makePacket(MAL, ANN, 1, many.flat()));
  const counts = Array.from(links.list(), ({ counts }) => counts.malformed);
  assertEquals(counts, [1, 1, 1, 1, 1, 3]);
  assertEquals(duo.ann.received, []);
});

Deno.test("Links.receive() holds no more than may be on its way", () => {
  const duo = new Duo();
  const { links } = duo.ann.node;
  const message = Array(30_000).fill(1);
  const entry = [30_000 >> 8, 30_000 & 0xff, ...message];
  // The first never comes.
  for (let number = 2; number < 1_000; number++) {
    links.receive(makePacket(MAL, ANN, number, entry));
  }
  links.receive(makePacket("far-1", ANN, LINK_WINDOW_PACKETS + 2, [0, 0]));
  links.receive(makePacket("far-1", ANN, 2 ** 48 - 1, [0, 0]));
  const overruns = Array.from(links.list(), ({ counts }) => counts.overruns);
  assertLess(998 - overruns[0]!, 285);
  assertEquals(overruns[1], 2);
  assertEquals(duo.ann.received, []);
});
