import { assertEquals } from "@std/assert";
import { systemRuntime } from "../../src/base/runtime.ts";
import { MemoryNetwork } from "../../src/cluster/memory/network.ts";
import { MemoryTransport } from "../../src/cluster/memory/transport.ts";
import type {
  Transport,
  TransportHost,
} from "../../src/cluster/port/transport.ts";
import { listBroken } from "./contract.ts";
import { TRANSPORT_CONTRACT, type TransportSubject } from "./transport.ts";

type Breach = (right: MemoryTransport) => Partial<Transport>;

/** Breaks what a host is told. */
function breakHost(
  change: (host: TransportHost, right: MemoryTransport) => TransportHost,
): Breach {
  return (right) => ({
    open: (address, host) => right.open(address, change(host, right)),
  });
}

function toPlain(host: TransportHost): TransportHost {
  return {
    receive: (packet) => host.receive(packet),
    noteUndelivered: (address, tag) => host.noteUndelivered(address, tag),
    noteConnected: (isConnected) => host.noteConnected(isConnected),
    lose: (error) => host.lose(error),
  };
}

/** Broken transports, each with the clause that must catch it. */
const TEETH: readonly [what: string, breach: Breach, caught: string][] = [
  ["one that is connected before it is open", () => ({
    isConnected: true,
  }), "open() says"],
  ["short addresses", (right) => ({
    open: (address, host) => right.open(address.slice(0, 50), host),
    send: (address, packet, tag) =>
      right.send(address.slice(0, 50), packet, tag),
  }), "open() listens"],
  ["addresses in lower case", (right) => ({
    open: (address, host) => right.open(address.toLowerCase(), host),
  }), "open() listens"],
  ["one that keeps its first address", (right) => ({
    open: (address, host) =>
      right.isConnected ? Promise.resolve() : right.open(address, host),
  }), "open() again listens"],
  ["word of a life before", (right) => {
    const seen: [string, number][] = [];
    return {
      async open(address, host) {
        const own = toPlain(host);
        const tell = (...loss: [string, number]): void => {
          if (loss[0].startsWith("none")) seen.push(loss);
          host.noteUndelivered(...loss);
        };
        await right.open(address, { ...own, noteUndelivered: tell });
        for (const loss of seen) host.noteUndelivered(...loss);
      },
      send(address, packet, tag) {
        if (address.startsWith("none")) seen.push([address, tag]);
        right.send(address, packet, tag);
      },
    };
  }, "open() again hears"],
  ["packets that are cut off", (right) => ({
    send: (address, packet, tag) =>
      right.send(address, packet.subarray(0, 65_535), tag),
  }), "send() carries the smallest"],
  ["packets that come twice", (right) => ({
    send(address, packet, tag) {
      right.send(address, packet, tag);
      right.send(address, packet, tag);
    },
  }), "send() carries thousands"],
  ["packets that are lost under load", (right) => {
    let sent = 0;
    return {
      send(address, packet, tag) {
        if (++sent < 4_000) right.send(address, packet, tag);
      },
    };
  }, "send() carries thousands"],
  ["bytes that receivers share", (right) => {
    const last = new Map<string, Uint8Array>();
    return breakHost((host) => ({
      ...toPlain(host),
      receive(packet) {
        const name = packet.toHex();
        const shared = last.get(name) ?? packet;
        last.set(name, shared);
        host.receive(shared);
      },
    }))(right);
  }, "send() hands over"],
  ["one that answers within the call", (right) => {
    let own: TransportHost | null = null;
    return {
      open: (address, host) => right.open(address, own = host),
      send: (_, packet) => own?.receive(packet.slice()),
    };
  }, "send() calls nothing"],
  [
    "no word of what reached no node",
    breakHost((host) => ({
      ...toPlain(host),
      noteUndelivered: () => {},
    })),
    "send() tells by its tag",
  ],
  [
    "tags of 32 bits",
    breakHost((host) => ({
      ...toPlain(host),
      noteUndelivered: (address, tag) => host.noteUndelivered(address, tag | 0),
    })),
    "send() tells by its tag",
  ],
  ["word of what has arrived", (right) => {
    let own: TransportHost | null = null;
    return {
      open: (address, host) => right.open(address, own = host),
      send(address, packet, tag) {
        right.send(address, packet, tag);
        queueMicrotask(() => own?.noteUndelivered(address, tag));
      },
    };
  }, "send() carries thousands"],
  ["one that listens when it is closed", () => ({
    close: () => Promise.resolve(),
  }), "close() listens no more"],
  ["one that breaks when it is closed twice", (right) => {
    let isClosed = false;
    return {
      close() {
        if (isClosed) return Promise.reject(new Error("closed"));
        isClosed = true;
        return right.close();
      },
    };
  }, "close() may be called again"],
  [
    "no word of the connection",
    breakHost((host) => ({
      ...toPlain(host),
      noteConnected: () => {},
    })),
    "noteConnected() tells",
  ],
];

/** Returns what a breach leaves of a transport. */
function breakTransport(right: MemoryTransport, breach: Breach): Transport {
  const broken = breach(right);
  return {
    get maxPacketBytes() {
      return right.maxPacketBytes;
    },
    get isConnected() {
      return broken.isConnected ?? right.isConnected;
    },
    open: broken.open ?? ((address, host) => right.open(address, host)),
    send: broken.send ??
      ((address, packet, tag) => right.send(address, packet, tag)),
    close: broken.close ?? (() => right.close()),
  };
}

function makeSubject(breach: Breach): TransportSubject {
  const network = new MemoryNetwork(systemRuntime);
  const rights = new Map<Transport, MemoryTransport>();
  return {
    patienceMs: 50,
    make() {
      const right = new MemoryTransport(network, systemRuntime);
      const broken = breakTransport(right, breach);
      rights.set(broken, right);
      return broken;
    },
    setConnected: (transport, isConnected) =>
      rights.get(transport)!.setConnected(isConnected),
  };
}

for (const [what, breach, caught] of TEETH) {
  Deno.test(`transportContract() catches ${what}`, async () => {
    const clauses = Object.entries(TRANSPORT_CONTRACT).filter(([title]) =>
      title.startsWith(caught)
    );
    assertEquals(clauses.length, 1);
    const contract = Object.fromEntries(clauses);
    const broken = await listBroken(contract, () => makeSubject(breach));
    assertEquals(broken, [clauses[0]![0]]);
    const sound = await listBroken(
      contract,
      () => ({ ...makeSubject(() => ({})), patienceMs: 5_000 }),
    );
    assertEquals(sound, []);
  });
}
