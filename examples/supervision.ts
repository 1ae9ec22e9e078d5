// What becomes of an actor after a failure: it goes on, begins afresh or ends.
import { type ActorOptions, type Context, Engine } from "@backstage/actors";
import { ConnectionProxy } from "./generated/connection_proxy.gen.ts";

// @generate-proxy
export class Connection {
  static readonly options: ActorOptions = {
    supervision: {
      directive: (error, failures) => {
        // A bad question says nothing bad about who was asked.
        if (error instanceof RangeError) return "resume";
        return failures < 3 ? "restart" : "deactivate";
      },
      backoffMs: { min: 10, max: 1_000 },
    },
  };
  #asked = 0;

  constructor(private readonly ctx: Context) {}

  init(): void {
    this.ctx.log.info("connected");
  }

  ask(question: string): string {
    if (question === "") throw new RangeError("There is no question");
    if (question === "unplug") throw new Error("The line is dead");
    return `answer ${++this.#asked} to ${question}`;
  }

  deinit(reason: string): void {
    this.ctx.log.info(`disconnected by ${reason}`);
  }
}

if (import.meta.main) {
  await using engine = new Engine();
  const connection = engine.getActor(ConnectionProxy, "db");
  const ask = async (question: string): Promise<void> => {
    try {
      console.log(await connection.ask(question));
    } catch (error) {
      if (error instanceof Error) console.log(error.message);
    }
  };

  await ask("why?");
  await ask(""); // resumes: the count of answers goes on
  await ask("how?");

  // Restarts: what waits in the inbox is handled by the next activation.
  await Promise.all([ask("unplug"), ask("when?")]);

  await ask("unplug"); // the third failure: deactivates
  await ask("where?"); // and the next call activates afresh, as always
}
