import type { Runtime } from "../../base/runtime.ts";
import { parseServer, type ServerAddress } from "./server_address.ts";

/** The servers that may be connected to: those given, and those told of. */
export class ServerPool {
  readonly #given: readonly ServerAddress[];
  readonly #runtime: Runtime;
  #told: readonly ServerAddress[] = [];

  constructor(given: readonly ServerAddress[], runtime: Runtime) {
    this.#given = given;
    this.#runtime = runtime;
  }

  /** Learns of the other servers of a cluster, as one of them tells. */
  learn(texts: readonly string[], from: ServerAddress): void {
    const known = new Set(this.#given.map(({ text }) => text));
    this.#told = texts
      .map((text) => parseServer(text, from.tlsName))
      .filter((one) => one !== null)
      // Deno would ask for leave at the terminal, and stop all until answered.
      .filter(({ text }) => !known.has(text) && mayReach(text));
  }

  /** Lists all, each once, so that many nodes do not press one of them. */
  shuffle(): ServerAddress[] {
    const servers = [...this.#given, ...this.#told];
    for (let at = servers.length - 1; at > 0; at--) {
      const other = Math.floor(this.#runtime.random() * (at + 1));
      [servers[at], servers[other]] = [servers[other]!, servers[at]!];
    }
    return servers;
  }
}

/** Whether the program may connect to an address without asking. */
export function mayReach(host: string): boolean {
  return Deno.permissions.querySync({ name: "net", host }).state === "granted";
}
