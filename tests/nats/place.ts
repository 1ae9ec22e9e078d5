import { type Logger } from "../../src/base/logger.ts";
import { type Runtime, systemRuntime } from "../../src/base/runtime.ts";
import { Connection } from "../../src/cluster/nats/connection.ts";
import { NatsLeases } from "../../src/cluster/nats/leases.ts";
import {
  type NatsOptions,
  readNatsOptions,
} from "../../src/cluster/nats/options.ts";
import type { ConnectionHost } from "../../src/cluster/nats/session.ts";
import { NatsTransport } from "../../src/cluster/nats/transport.ts";
import type { LeaseEntry, LeasesHost } from "../../src/cluster/port/leases.ts";
import type { TransportHost } from "../../src/cluster/port/transport.ts";
import { findNatsServer } from "../../bench/cluster/nats_server.ts";

const binary = await findNatsServer(Deno.env.get("NATS_SERVER"));
const mustRun = Deno.env.get("CI") === "true";

/**
 * Registers a test that needs a NATS server; it gets the server's file. Where
 * there is none it is left out by name, or fails if `CI` is `true`.
 */
export function testNats(
  title: string,
  run: (binary: string) => Promise<void>,
): void {
  const isLeftOut = binary === null && !mustRun;
  Deno.test({
    name: isLeftOut ? `${title} (skipped: no nats-server)` : title,
    ignore: isLeftOut,
    fn: () => {
      if (binary !== null) return run(binary);
      throw new Error(
        "There is no nats-server on the PATH, nor in NATS_SERVER",
      );
    },
  });
}

/** What was logged, by level. */
export class Lines implements Logger {
  readonly all: string[] = [];
  readonly #waiting: [pattern: RegExp, resolve: (line: string) => void][] = [];

  debug(...data: unknown[]): void {
    this.#add("debug", data);
  }
  info(...data: unknown[]): void {
    this.#add("info", data);
  }
  warn(...data: unknown[]): void {
    this.#add("warn", data);
  }
  error(...data: unknown[]): void {
    this.#add("error", data);
  }

  /** Resolves to the first line from now on that has a text. */
  async next(pattern: RegExp): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#waiting.push([pattern, resolve]);
    return await promise;
  }

  #add(level: string, data: unknown[]): void {
    const line = `${level}: ${data.join(" ")}`;
    this.all.push(line);
    for (const [pattern, resolve] of this.#waiting) {
      if (pattern.test(line)) resolve(line);
    }
  }
}

/** One event that a test awaits, of those that a port told. */
export class Told<Event> {
  readonly all: Event[] = [];
  #seen = 0;
  #wake: () => void = () => {};

  add(event: Event): void {
    this.all.push(event);
    this.#wake();
  }

  /** Resolves to the next event that fits, and leaves out those before. */
  async next(fits: (event: Event) => boolean): Promise<Event> {
    while (true) {
      while (this.#seen < this.all.length) {
        const event = this.all[this.#seen++]!;
        if (fits(event)) return event;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }
}

/** What a transport told. */
export type PacketEvent =
  | { readonly kind: "packet"; readonly packet: Uint8Array }
  | { readonly kind: "undelivered"; readonly address: string; tag: number }
  | { readonly kind: "connected"; readonly isConnected: boolean }
  | { readonly kind: "lost"; readonly error: Error };

/** What a bucket told. */
export type BucketEvent =
  | { readonly kind: "entry"; readonly entry: LeaseEntry }
  | { readonly kind: "complete" }
  | { readonly kind: "connected"; readonly isConnected: boolean }
  | { readonly kind: "lost"; readonly error: Error };

/** One node's connection, with a transport and leases over it. */
export class Node {
  readonly lines = new Lines();
  readonly packets = new Told<PacketEvent>();
  readonly entries = new Told<BucketEvent>();
  readonly connection: Connection;
  readonly transport: NatsTransport;
  readonly leases: NatsLeases;
  readonly host: ConnectionHost;

  constructor(options: NatsOptions, runtime = systemRuntime) {
    const settings = readNatsOptions(options);
    this.host = { runtime, logger: this.lines };
    this.connection = new Connection(settings.connection);
    this.transport = new NatsTransport(this.connection, this.host);
    this.leases = new NatsLeases(
      this.connection,
      settings.replicas,
      this.host,
    );
  }

  /** Opens the transport. */
  async listen(address: string): Promise<void> {
    const host: TransportHost = {
      receive: (packet) => this.packets.add({ kind: "packet", packet }),
      noteUndelivered: (address, tag) =>
        this.packets.add({ kind: "undelivered", address, tag }),
      noteConnected: (isConnected) =>
        this.packets.add({ kind: "connected", isConnected }),
      lose: (error) => this.packets.add({ kind: "lost", error }),
    };
    await this.transport.open(address, host);
  }

  /** Opens the bucket. */
  async join(shards = 16): Promise<void> {
    const host: LeasesHost = {
      noteEntry: (entry) => this.entries.add({ kind: "entry", entry }),
      noteComplete: () => this.entries.add({ kind: "complete" }),
      noteConnected: (isConnected) =>
        this.entries.add({ kind: "connected", isConnected }),
      lose: (error) => this.entries.add({ kind: "lost", error }),
    };
    await this.leases.open(shards, host);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.leases.close();
    await this.transport.close();
  }
}

/** A clock that runs so many times faster. */
export function hurry(times: number): Runtime {
  const startedAt = systemRuntime.now();
  return {
    ...systemRuntime,
    now: () => startedAt + (systemRuntime.now() - startedAt) * times,
    setTimer: (delayMs, callback) =>
      systemRuntime.setTimer(delayMs / times, callback),
  };
}

/** Returns what a promise rejects with, as its code and its message. */
export async function refusalOf(
  promise: Promise<unknown>,
): Promise<[code: unknown, message: string]> {
  try {
    await promise;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return [Reflect.get(error, "code"), error.message];
  }
  throw new Error("Nothing was refused");
}
