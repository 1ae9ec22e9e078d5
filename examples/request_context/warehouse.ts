import type { Context } from "@backstage/actors";
import { context } from "./context.ts";

/** Sets things aside; whom for, no argument says. */
// @generate-proxy
export class Warehouse {
  readonly #reserved = new Map<string, string>();

  constructor(private readonly ctx: Context) {}

  async reserve(item: string): Promise<string> {
    // It takes a while, and it is the same request's turn afterwards.
    await this.ctx.sleep(20);
    const { id, user } = context.getStore()!;
    this.ctx.log.info(`${id}: ${item} is for ${user}`);
    this.#reserved.set(item, user);
    return user;
  }

  reservedFor(item: string): string | undefined {
    return this.#reserved.get(item);
  }
}
