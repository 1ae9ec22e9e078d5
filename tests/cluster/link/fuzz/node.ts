import type { Runtime } from "../../../../src/base/runtime.ts";
import { Links } from "../../../../src/cluster/link/links.ts";
import type { LinksHost } from "../../../../src/cluster/link/links_host.ts";
import type { MemoryNetwork } from "../../../../src/cluster/memory/network.ts";
import { MemoryTransport } from "../../../../src/cluster/memory/transport.ts";

/** A logger that keeps what goes wrong. */
function makeLogger(problems: string[]) {
  const ignore = (): void => {};
  const error = (...data: unknown[]): void =>
    void problems.push(data.join(" "));
  return { debug: ignore, info: ignore, warn: ignore, error };
}

/** A node of the fuzz: links over a network in memory. */
export class Node {
  readonly id: string;
  readonly links: Links;
  readonly transport: MemoryTransport;

  /** Creates it, whose transport is open at once. */
  constructor(
    id: string,
    network: MemoryNetwork,
    runtime: Runtime,
    host: LinksHost,
    problems: string[],
  ) {
    this.id = id;
    this.transport = new MemoryTransport(network, runtime);
    // It is open when that returns, though it resolves later.
    void this.transport.open(id, {
      receive: (packet) => this.links.receive(packet),
      noteUndelivered: (peer, tag) => this.links.noteUndelivered(peer, tag),
      noteConnected: (isConnected) => this.links.noteConnected(isConnected),
      lose: () => this.links.close(),
    });
    const logger = makeLogger(problems);
    this.links = new Links(id, this.transport, runtime, logger, host);
  }
}
