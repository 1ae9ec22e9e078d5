// Calls whose results are thrown away are made all the same.
import { type Context, Engine } from "@backstage/actors";
import { MailerProxy } from "./generated/mailer_proxy.gen.ts";

export interface Letter {
  to: string;
  text: string;
}

/** How often a letter is tried before it is given up. */
export const TRIES = 3;

// @generate-proxy
export class Mailer {
  #sent = 0;

  constructor(private readonly ctx: Context) {}

  // A parameter that the method makes nothing of is sent all the same.
  send({ to }: Letter, _tries = TRIES): number {
    if (!to.includes("@")) throw new TypeError(`${to} is no address`);
    this.ctx.log.info(`letter to ${to}`);
    return ++this.#sent;
  }
}

if (import.meta.main) {
  await using engine = new Engine();
  engine.events.subscribe((event) => {
    if (event.kind === "failed") console.log(`event: ${event.error}`);
  });
  const mailer = engine.getActor(MailerProxy, "post");

  // What these return is thrown away, and with it whether they fail.
  mailer.send({ to: "ann@example.com", text: "Hello" });
  mailer.send({ to: "nowhere", text: "Hello?" });
  void mailer.send({ to: "bob@example.com", text: "Hello" });
  await engine.run();

  console.log("sent:", await mailer.send({ to: "eve@example.com", text: "" }));
}
