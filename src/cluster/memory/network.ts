import type { Runtime } from "../../base/runtime.ts";
import type { TransportHost } from "../port/transport.ts";
import { Station } from "./station.ts";

/** What a network does to packets; it may be changed at any time. */
export interface NetworkFaults {
  /** Milliseconds that a packet takes, at least and at most. */
  delayMs: readonly [least: number, most: number];
  /** The part of all packets that is lost, from 0 to 1. */
  loss: number;
  /** The part that comes twice. */
  duplication: number;
  /** Whether a packet may overtake those that were sent before it. */
  reorders: boolean;
}

/** A packet under way; its copies share what has become of it. */
interface Parcel {
  readonly from: Station;
  readonly to: string;
  readonly bytes: Uint8Array;
  readonly tag: number;
  /** Whether something listened there when it was sent. */
  readonly hasListener: boolean;
  hasArrived: boolean;
  isReported: boolean;
}

/** Packets from one node to another one, in their order. */
interface Route {
  readonly parcels: Parcel[];
  lastAt: number;
}

/**
 * A network in memory, for `MemoryTransport`: as fast, and as sure, as its
 * faults let it. Its time and chance are those of a runtime.
 */
export class MemoryNetwork {
  readonly faults: NetworkFaults;
  readonly maxPacketBytes: number;
  readonly #runtime: Runtime;
  readonly #stations = new Map<string, Station>();
  readonly #routes = new Map<string, Route>();
  readonly #cuts = new Set<string>();

  /** Creates a network without nodes; without faults unless given. */
  constructor(
    runtime: Runtime,
    faults: Partial<NetworkFaults> = {},
    maxPacketBytes = 1_048_576,
  ) {
    this.#runtime = runtime;
    this.faults = {
      delayMs: [0, 0],
      loss: 0,
      duplication: 0,
      reorders: false,
      ...faults,
    };
    this.maxPacketBytes = maxPacketBytes;
  }

  /** Loses all packets from an address to another one, also those under way. */
  cut(from: string, to: string): void {
    this.#cuts.add(nameRoute(from, to));
  }

  /** Loses them no more. */
  heal(from: string, to: string): void {
    this.#cuts.delete(nameRoute(from, to));
  }

  /** Mends all cuts. */
  healAll(): void {
    this.#cuts.clear();
  }

  /** Takes a node's connection away, or gives it back; the node is told. */
  setConnected(address: string, isConnected: boolean): void {
    this.#stations.get(address)?.setConnected(isConnected);
  }

  /** Takes a node's connection away for good; the node is told. */
  lose(address: string, error: Error): void {
    const station = this.#stations.get(address);
    if (station === undefined) return;
    this.#stations.delete(address);
    station.lose(error);
  }

  /** Keeps from a node what comes for it, as if its process were stopped. */
  pause(address: string): void {
    this.#stations.get(address)?.pause();
  }

  /** Hands it what has come meanwhile. */
  resume(address: string): void {
    this.#stations.get(address)?.resume();
  }

  /**
   * Lets a host listen at an address.
   *
   * @throws {Error} If another one does.
   */
  listen(address: string, host: TransportHost, runtime: Runtime): Station {
    if (this.#stations.has(address)) {
      throw new Error(`Cannot open "${address}": it is open`);
    }
    const station = new Station(address, host, runtime);
    this.#stations.set(address, station);
    return station;
  }

  /** Lets it listen no more. */
  leave(station: Station): void {
    station.close();
    if (this.#stations.get(station.address) === station) {
      this.#stations.delete(station.address);
    }
  }

  /**
   * Takes a packet to carry.
   *
   * @throws {RangeError} If it is too large.
   */
  carry(from: Station, to: string, bytes: Uint8Array, tag: number): void {
    if (bytes.length > this.maxPacketBytes) {
      throw new RangeError(
        `Cannot send packet: ${bytes.length} bytes are more than ` +
          this.maxPacketBytes,
      );
    }
    if (!from.isConnected || this.#cuts.has(nameRoute(from.address, to))) {
      return;
    }
    const { loss, duplication } = this.faults;
    if (this.#happens(loss)) return;
    const parcel: Parcel = {
      from,
      to,
      bytes,
      tag,
      hasListener: this.#isListening(to),
      hasArrived: false,
      isReported: false,
    };
    this.#dispatch(parcel);
    if (this.#happens(duplication)) this.#dispatch(parcel);
  }

  #dispatch(parcel: Parcel): void {
    const delayMs = this.#drawDelay();
    if (this.faults.reorders) {
      this.#runtime.setTimer(delayMs, () => this.#arrive(parcel));
      return;
    }
    const route = this.#findRoute(nameRoute(parcel.from.address, parcel.to));
    const now = this.#runtime.now();
    route.lastAt = Math.max(route.lastAt, now + delayMs);
    route.parcels.push(parcel);
    // Whichever timer fires first, the oldest packet comes first.
    this.#runtime.setTimer(
      route.lastAt - now,
      () => this.#arrive(route.parcels.shift()!),
    );
  }

  #arrive(parcel: Parcel): void {
    const { from, to, hasListener } = parcel;
    if (parcel.isReported || this.#cuts.has(nameRoute(from.address, to))) {
      return;
    }
    if (this.#isListening(to)) {
      parcel.hasArrived = true;
      // Each copy is its receiver's own.
      this.#stations.get(to)!.receive(parcel.bytes.slice());
      return;
    }
    // What went away meanwhile may have been the last to hold it.
    const isLost = hasListener && this.#happens(0.5);
    if (parcel.hasArrived || isLost) return;
    parcel.isReported = true;
    if (this.#happens(this.faults.loss)) return;
    this.#runtime.setTimer(
      this.#drawDelay(),
      () => from.noteUndelivered(to, parcel.tag),
    );
  }

  #isListening(address: string): boolean {
    return this.#stations.get(address)?.isConnected === true;
  }

  #findRoute(name: string): Route {
    let route = this.#routes.get(name);
    if (route === undefined) {
      route = { parcels: [], lastAt: 0 };
      this.#routes.set(name, route);
    }
    return route;
  }

  #drawDelay(): number {
    const [least, most] = this.faults.delayMs;
    if (most <= least) return least;
    return least + this.#runtime.random() * (most - least);
  }

  #happens(part: number): boolean {
    return part > 0 && this.#runtime.random() < part;
  }
}

function nameRoute(from: string, to: string): string {
  return `${from} ${to}`;
}
