// What becomes of the calls before, behind and after a poison pill.
import {
  CallError,
  type Context,
  type DeactivationReason,
  Engine,
} from "@backstage/actors";
import { SessionProxy } from "./generated/session_proxy.gen.ts";

// @generate-proxy
export class Session {
  readonly #pages: string[] = [];

  constructor(private readonly ctx: Context) {}

  init(): void {
    this.ctx.log.info("opened");
  }

  visit(page: string): number {
    return this.#pages.push(page);
  }

  logOut(): void {
    this.ctx.poisonPill();
  }

  deinit(reason: DeactivationReason): void {
    this.ctx.log.info(`closed by ${reason} after ${this.#pages.join(", ")}`);
  }
}

if (import.meta.main) {
  await using engine = new Engine();
  engine.events.subscribe((event) => {
    if (event.kind !== "dead-letter") return;
    console.log(`dead letter: ${event.method}, ${event.reason}`);
  });
  const session = engine.getActor(SessionProxy, "ann");

  session.visit("/"); // stands before the pill: handled
  const pill = engine.poisonPill(SessionProxy, "ann");
  try {
    await session.visit("/cart"); // stands behind it: not run
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    console.log(`${error.outcome}: ${error.message}`);
  }
  await pill;
  // The next call activates the actor afresh: it remembers nothing.
  console.log("pages:", await session.visit("/login"));

  session.logOut(); // an actor may swallow the pill by itself
  await engine.run();
  console.log("pages:", await session.visit("/welcome"));
}
