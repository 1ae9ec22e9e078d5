import { type Direction, Relay } from "./relay.ts";

/** What is between a node and the servers: a relay in front of each. */
export class Link implements AsyncDisposable {
  readonly #relays: readonly Relay[];

  constructor(serverPorts: readonly number[]) {
    this.#relays = serverPorts.map((port) => new Relay(port));
  }

  /** Where the node reaches the servers. */
  get addresses(): string[] {
    return this.#relays.map(({ port }) => `127.0.0.1:${port}`);
  }

  /** Cuts the node off: its connections close, and none is made. */
  cut(): void {
    for (const relay of this.#relays) relay.cut();
  }

  /** Holds back what goes in a direction: the node is not told. */
  hold(direction: Direction): void {
    for (const relay of this.#relays) relay.hold(direction);
  }

  /** Makes the way to the servers long. */
  delay(ms: number): void {
    for (const relay of this.#relays) relay.delay(ms);
  }

  /** Closes the connections that there are; the node may make new ones. */
  reset(): void {
    this.cut();
    this.heal();
  }

  /** Lets all pass again. */
  heal(): void {
    for (const relay of this.#relays) relay.heal();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      this.#relays.map((relay) => relay[Symbol.asyncDispose]()),
    );
  }
}
