// A string sent to an actor, which logs it.
import { type Context, Engine } from "@backstage/actors";
import { GreeterProxy } from "./generated/greeter_proxy.gen.ts";

// @generate-proxy
export class Greeter {
  constructor(private readonly ctx: Context) {}

  hello(name: string): void {
    this.ctx.log.info(`Hello, ${name}!`);
  }
}

if (import.meta.main) {
  // Leaving the block waits for what was sent, then stops the engine.
  await using engine = new Engine();
  const greeter = engine.getActor(GreeterProxy, "ann");
  greeter.hello("World");
  greeter.hello("Deno");
}
