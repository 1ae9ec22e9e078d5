import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { systemRuntime } from "../../src/base/runtime.ts";
import type {
  Transport,
  TransportHost,
} from "../../src/cluster/port/transport.ts";
import { type Contract, testContract } from "./contract.ts";

/** A network under test, on which nothing else goes on. */
export interface TransportSubject {
  /** Makes a transport over it, which is not open yet. */
  make(): Transport;
  /**
   * Takes away, or gives back, the connection of an open transport, where that
   * can be done to it; the clauses about it hold for others, too.
   */
  setConnected?(transport: Transport, isConnected: boolean): void;
  /** When a clause gives up waiting, in milliseconds; 5,000 unless given. */
  readonly patienceMs?: number;
}

/** A node of a clause. */
interface Post extends AsyncDisposable {
  readonly address: string;
  readonly transport: Transport;
  readonly seen: Seen;
}

/** Registers the tests that every {@linkcode Transport} must pass. */
export function transportContract(
  name: string,
  open: () => TransportSubject,
): void {
  testContract(name, TRANSPORT_CONTRACT, open);
}

/** What a host has seen; a clause waits for it. */
class Seen implements TransportHost {
  readonly packets: Uint8Array[] = [];
  readonly undelivered: [address: string, tag: number][] = [];
  readonly connected: boolean[] = [];
  readonly lost: Error[] = [];
  readonly #patienceMs: number;
  #look = (): void => {};

  constructor(patienceMs = 5_000) {
    this.#patienceMs = patienceMs;
  }

  receive(packet: Uint8Array): void {
    this.packets.push(packet);
    this.#look();
  }

  noteUndelivered(address: string, tag: number): void {
    this.undelivered.push([address, tag]);
    this.#look();
  }

  noteConnected(isConnected: boolean): void {
    this.connected.push(isConnected);
    this.#look();
  }

  lose(error: Error): void {
    this.lost.push(error);
    this.#look();
  }

  /** Resolves when something has been seen. */
  async until(what: string, isSeen: (seen: this) => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const late = systemRuntime.setTimer(
      this.#patienceMs,
      () => reject(new Error(`it has not seen ${what}`)),
    );
    this.#look = () => {
      if (isSeen(this)) resolve();
    };
    this.#look();
    await promise.finally(() => late.cancel());
  }
}

let posts = 0;

/** Opens a transport at an address of its own. */
async function openPost(
  { make, patienceMs }: TransportSubject,
  address = `post-${crypto.randomUUID()}-${++posts}`,
): Promise<Post> {
  const seen = new Seen(patienceMs);
  const transport = make();
  await transport.open(address, seen);
  return {
    address,
    transport,
    seen,
    [Symbol.asyncDispose]: () => transport.close(),
  };
}

function makePacket(length: number, first = 1): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => first + at * 7);
}

/** Lets a post's packets arrive that are on their way to another one. */
async function flush(from: Post, to: Post): Promise<void> {
  const last = crypto.getRandomValues(new Uint8Array(16));
  from.transport.send(to.address, last, 0);
  const name = last.toHex();
  await to.seen.until("the last packet", ({ packets }) => {
    const at = packets.findIndex((packet) => packet.toHex() === name);
    if (at >= 0) packets.splice(at, 1);
    return at >= 0;
  });
}

/** What links take for granted of a transport without faults. */
export const TRANSPORT_CONTRACT: Contract<TransportSubject> = {
  async "open() says that it is connected, and how much it takes"(subject) {
    const transport = subject.make();
    assertEquals(transport.isConnected, false);
    await transport.open(`post-${crypto.randomUUID()}`, new Seen());
    assertEquals(transport.isConnected, true);
    assertGreaterOrEqual(transport.maxPacketBytes, 4_096);
    await transport.close();
    assertEquals(transport.isConnected, false);
  },

  async "open() listens at addresses of any length and letters"(subject) {
    await using from = await openPost(subject);
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" +
      "0123456789_-";
    const long = letters.padEnd(127, "a_Z-9");
    await using posts = new AsyncDisposableStack();
    // Open at once: none may be taken for another one.
    const all: Post[] = [];
    for (const address of [long + "x", long + "X", long, "-", "_0"]) {
      all.push(posts.use(await openPost(subject, address)));
    }
    for (const [at, { address }] of all.entries()) {
      from.transport.send(address, makePacket(3, at), 1);
    }
    for (const [at, { seen, address }] of all.entries()) {
      await seen.until(address, ({ packets }) => packets.length > 0);
      assertEquals(seen.packets, [makePacket(3, at)]);
    }
  },

  async "open() again listens at the new address alone"(subject) {
    await using from = await openPost(subject);
    await using to = await openPost(subject);
    const later = new Seen(subject.patienceMs);
    const address = `again-${crypto.randomUUID()}`;
    await to.transport.open(address, later);
    assertEquals(to.transport.isConnected, true);
    from.transport.send(to.address, makePacket(4), 7);
    from.transport.send(address, makePacket(5), 8);
    await later.until("the packet", ({ packets }) => packets.length > 0);
    await from.seen.until(
      "that the old address is gone",
      (seen) => seen.undelivered.length > 0,
    );
    assertEquals(later.packets, [makePacket(5)]);
    assertEquals(to.seen.packets, []);
    assertEquals(from.seen.undelivered, [[to.address, 7]]);
  },

  async "open() again hears nothing of what was sent before"(subject) {
    await using post = await openPost(subject);
    await using other = await openPost(subject);
    const later = new Seen(subject.patienceMs);
    const address = `again-${crypto.randomUUID()}`;
    post.transport.send(`none-${crypto.randomUUID()}`, makePacket(4), 7);
    post.transport.send(post.address, makePacket(4), 8);
    await post.transport.open(address, later);
    other.transport.send(address, makePacket(5), 9);
    await later.until("the packet", ({ packets }) => packets.length > 0);
    assertEquals(later.packets, [makePacket(5)]);
    assertEquals([later.undelivered, later.connected], [[], []]);
  },

  async "send() carries the smallest and the largest whole"(subject) {
    await using from = await openPost(subject);
    await using to = await openPost(subject);
    const { maxPacketBytes } = from.transport;
    for (const length of [1, 1_000, maxPacketBytes - 1, maxPacketBytes]) {
      from.transport.send(to.address, makePacket(length), 1);
      await to.seen.until(
        `${length} bytes`,
        ({ packets }) => packets.length > 0,
      );
      const [packet] = to.seen.packets.splice(0);
      assertEquals(packet?.length, length);
      assert(makePacket(length).every((byte, at) => packet?.[at] === byte));
    }
  },

  async "send() carries thousands at once, each once"(subject) {
    await using from = await openPost(subject);
    await using to = await openPost(subject);
    const count = 5_000;
    for (let number = 0; number < count; number++) {
      const packet = new Uint8Array(200);
      new DataView(packet.buffer).setUint32(0, number);
      from.transport.send(to.address, packet, number);
    }
    await to.seen.until(
      "all of them",
      ({ packets }) => packets.length >= count,
    );
    await flush(from, to);
    const numbers = to.seen.packets.map((packet) =>
      new DataView(packet.buffer, packet.byteOffset).getUint32(0)
    );
    assertEquals(numbers.length, count);
    assertEquals(new Set(numbers).size, count);
    assertEquals(from.seen.undelivered, []);
  },

  async "send() hands over bytes that are the receiver's own"(subject) {
    await using from = await openPost(subject);
    await using to = await openPost(subject);
    await using other = await openPost(subject);
    const packet = makePacket(100);
    from.transport.send(to.address, packet, 1);
    from.transport.send(to.address, packet, 2);
    from.transport.send(other.address, packet, 3);
    await to.seen.until("both", ({ packets }) => packets.length === 2);
    await other.seen.until("it", ({ packets }) => packets.length === 1);
    to.seen.packets[0]!.fill(0);
    assertEquals(packet, makePacket(100));
    assertEquals(to.seen.packets[1], makePacket(100));
    assertEquals(other.seen.packets[0], makePacket(100));
  },

  async "send() carries packets to the node itself"(subject) {
    await using post = await openPost(subject);
    post.transport.send(post.address, makePacket(9), 1);
    await post.seen.until("it", ({ packets }) => packets.length > 0);
    assertEquals(post.seen.packets, [makePacket(9)]);
  },

  async "send() calls nothing back before it returns"(subject) {
    await using post = await openPost(subject);
    const { seen, transport } = post;
    transport.send(post.address, makePacket(9), 1);
    transport.send(`none-${crypto.randomUUID()}`, makePacket(9), 2);
    assertEquals([seen.packets, seen.undelivered], [[], []]);
    await seen.until(
      "both",
      ({ packets, undelivered }) => packets.length + undelivered.length === 2,
    );
  },

  async "send() tells by its tag what has reached no node"(subject) {
    await using from = await openPost(subject);
    await using to = await openPost(subject);
    const none = `none-${crypto.randomUUID()}`;
    const tags = [0, 1, 2 ** 31, 2 ** 32 + 1, 2 ** 47];
    for (const tag of tags) {
      from.transport.send(none, makePacket(10), tag);
      from.transport.send(to.address, makePacket(10), tag);
    }
    await from.seen.until(
      "them",
      (seen) => seen.undelivered.length >= tags.length,
    );
    await flush(from, to);
    assertEquals(
      from.seen.undelivered.toSorted(([, one], [, other]) => one - other),
      tags.map((tag) => [none, tag]),
    );
    assertEquals(to.seen.packets.length, tags.length);
  },

  async "close() sends what waits"(subject) {
    await using from = await openPost(subject);
    await using to = await openPost(subject);
    for (let left = 100; left > 0; left--) {
      from.transport.send(to.address, makePacket(1_000), left);
    }
    await from.transport.close();
    await to.seen.until("all", ({ packets }) => packets.length === 100);
  },

  async "close() listens no more, which others are told"(subject) {
    await using from = await openPost(subject);
    await using to = await openPost(subject);
    from.transport.send(to.address, makePacket(10), 1);
    await to.seen.until("the first", ({ packets }) => packets.length === 1);
    await to.transport.close();
    from.transport.send(to.address, makePacket(10), 2);
    await from.seen.until(
      "that it is gone",
      ({ undelivered }) => undelivered.length > 0,
    );
    assertEquals(from.seen.undelivered, [[to.address, 2]]);
    assertEquals(to.seen.packets.length, 1);
  },

  async "close() may be called again, and send() after it"(subject) {
    await using to = await openPost(subject);
    const post = await openPost(subject);
    await post.transport.close();
    post.transport.send(to.address, makePacket(10), 1);
    await post.transport.close();
    await using from = await openPost(subject);
    await flush(from, to);
    assertEquals(to.seen.packets, []);
    assertEquals(post.seen.lost, []);
  },

  async "noteConnected() tells of a connection gone and back"(subject) {
    const { setConnected } = subject;
    if (setConnected === undefined) return;
    await using from = await openPost(subject);
    await using to = await openPost(subject);
    setConnected(to.transport, false);
    await to.seen.until("that it is gone", (seen) => seen.connected.length > 0);
    assertEquals(to.transport.isConnected, false);
    to.transport.send(from.address, makePacket(10), 1);
    setConnected(to.transport, true);
    await to.seen.until(
      "that it is back",
      ({ connected }) => connected.length > 1,
    );
    assertEquals(to.transport.isConnected, true);
    await flush(from, to);
    await flush(to, from);
    assertEquals(to.seen.connected, [false, true]);
    assertEquals(from.seen.connected, []);
    assertEquals(from.seen.packets, []);
    assertEquals([to.seen.lost, from.seen.lost], [[], []]);
  },
};
