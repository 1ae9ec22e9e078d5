import type { Runtime } from "../../base/runtime.ts";
import type { Transport, TransportHost } from "../port/transport.ts";
import type { MemoryNetwork } from "./network.ts";
import type { Station } from "./station.ts";

/** The twin of a transport: its packets go over a network in memory. */
export class MemoryTransport implements Transport {
  readonly #network: MemoryNetwork;
  readonly #runtime: Runtime;
  #station: Station | null = null;

  /** Creates it for a node whose time is that of a runtime. */
  constructor(network: MemoryNetwork, runtime: Runtime) {
    this.#network = network;
    this.#runtime = runtime;
  }

  get maxPacketBytes(): number {
    return this.#network.maxPacketBytes;
  }

  get isConnected(): boolean {
    return this.#station?.isConnected ?? false;
  }

  // deno-lint-ignore require-await
  async open(address: string, host: TransportHost): Promise<void> {
    if (this.#station !== null) this.#network.leave(this.#station);
    this.#station = this.#network.listen(address, host, this.#runtime);
  }

  send(address: string, packet: Uint8Array, tag: number): void {
    if (this.#station === null) return;
    this.#network.carry(this.#station, address, packet, tag);
  }

  /** Takes the connection away, or gives it back; the node is told. */
  setConnected(isConnected: boolean): void {
    this.#station?.setConnected(isConnected);
  }

  // deno-lint-ignore require-await
  async close(): Promise<void> {
    if (this.#station !== null) this.#network.leave(this.#station);
  }
}
