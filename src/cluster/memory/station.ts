import type { Runtime } from "../../base/runtime.ts";
import type { TransportHost } from "../port/transport.ts";

/** A node on a network in memory; it is called back in its own time. */
export class Station {
  readonly address: string;
  readonly #host: TransportHost;
  readonly #runtime: Runtime;
  #isConnected = true;
  #isClosed = false;
  // What has come while the node was paused; `null` while it is not.
  #kept: (() => void)[] | null = null;

  /** Creates it for a host at an address. */
  constructor(address: string, host: TransportHost, runtime: Runtime) {
    this.address = address;
    this.#host = host;
    this.#runtime = runtime;
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Takes the connection away, or gives it back. */
  setConnected(isConnected: boolean): void {
    if (this.#isConnected === isConnected) return;
    this.#isConnected = isConnected;
    this.#tell(() => this.#host.noteConnected(isConnected));
  }

  /** Takes the connection away for good. */
  lose(error: Error): void {
    this.#isConnected = false;
    this.#tell(() => this.#host.lose(error));
  }

  /** Hands over a packet. */
  receive(packet: Uint8Array): void {
    this.#tell(() => this.#host.receive(packet));
  }

  /** Tells that a packet reached no node. */
  noteUndelivered(address: string, tag: number): void {
    if (!this.#isConnected) return;
    this.#tell(() => this.#host.noteUndelivered(address, tag));
  }

  /** Keeps what comes. */
  pause(): void {
    this.#kept ??= [];
  }

  /** Hands over what was kept. */
  resume(): void {
    const kept = this.#kept ?? [];
    this.#kept = null;
    for (const callback of kept) this.#tell(callback);
  }

  /** Tells nothing any more. */
  close(): void {
    this.#isConnected = false;
    this.#isClosed = true;
  }

  #tell(callback: () => void): void {
    this.#runtime.defer(() => {
      if (this.#kept !== null) this.#kept.push(callback);
      else if (!this.#isClosed) callback();
    });
  }
}
