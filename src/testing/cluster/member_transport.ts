import type { MemoryNetwork } from "../../cluster/memory/network.ts";
import { MemoryTransport } from "../../cluster/memory/transport.ts";
import type { Transport, TransportHost } from "../../cluster/port/transport.ts";
import { askThrough } from "./gate.ts";
import type { Member } from "./member.ts";

/** The longest that a packet comes late, in milliseconds. */
const LATE_MS = 1_000;
/** How much of an address says which life of its node it is. */
const LIFE_LENGTH = 9;

/** A transport as a node has it whose faults strike, and which may end. */
export class MemberTransport implements Transport {
  readonly #network: MemoryNetwork;
  readonly #transport: MemoryTransport;
  readonly #member: Member;
  readonly #unhear: () => void;
  // Where it listens, in the life that the node has now.
  #address: string | null = null;

  constructor(network: MemoryNetwork, member: Member) {
    const { fabric, name, runtime } = member;
    this.#network = network;
    this.#member = member;
    this.#transport = new MemoryTransport(network, runtime);
    this.#unhear = fabric.hear(name, () => this.#noteConnection());
  }

  get maxPacketBytes(): number {
    return this.#transport.maxPacketBytes;
  }

  get isConnected(): boolean {
    return this.#transport.isConnected;
  }

  open(address: string, host: TransportHost): Promise<void> {
    const { gate } = this.#member;
    return askThrough(gate, async () => {
      await this.#transport.open(address, {
        receive: (packet) => gate.pass(() => host.receive(packet)),
        noteUndelivered: (to, tag) =>
          gate.pass(() => host.noteUndelivered(to, tag)),
        noteConnected: (isConnected) =>
          gate.pass(() => host.noteConnected(isConnected)),
        lose: (error) => gate.pass(() => host.lose(error)),
      });
      this.#address = address;
      this.#noteConnection();
    });
  }

  send(address: string, packet: Uint8Array, tag: number): void {
    this.#member.gate.pass(() => this.#send(address, packet, tag));
  }

  close(): Promise<void> {
    this.#unhear();
    return askThrough(this.#member.gate, () => this.#transport.close());
  }

  /** Ends as its process does, which others see unless they cannot. */
  end(silently: boolean): void {
    this.#unhear();
    if (!silently) void this.#transport.close();
  }

  #noteConnection(): void {
    const { fabric, name } = this.#member;
    if (this.#address === null) return;
    this.#network.setConnected(this.#address, fabric.isConnected(name));
  }

  #send(address: string, packet: Uint8Array, tag: number): void {
    const { fabric, faults, name } = this.#member;
    const to = address.slice(0, -LIFE_LENGTH);
    if (fabric.isCut(name, to)) return;
    const where = `${name} to ${to}`;
    if (faults.strikes("net:lost", where)) return;
    const send = (): void => this.#transport.send(address, packet, tag);
    if (faults.strikes("net:late", where)) this.#later(send);
    else send();
    if (faults.strikes("net:twice", where)) this.#later(send);
  }

  #later(send: () => void): void {
    const { faults, runtime } = this.#member;
    runtime.setTimer(1 + faults.below(LATE_MS), send);
  }
}
