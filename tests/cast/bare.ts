import type { PuppetProxy } from "./generated/puppet_proxy.gen.ts";

/** Takes no `Context`, and says goodbye to a friend at its end. */
// @generate-proxy
export class Bare {
  #friend: PuppetProxy | null = null;

  meet(friend: PuppetProxy): void {
    this.#friend = friend;
  }

  ping(): string {
    return "pong";
  }

  async deinit(): Promise<void> {
    await this.#friend?.ask("goodbye");
  }
}
