import { ScribeProxy } from "../../cast/generated/scribe_proxy.gen.ts";
import { CALL_MS, Lane } from "./lane.ts";

/** How many notes are on their way at once. */
const BURST = 8;

/** Has a scribe note numbers, several at once, in their order. */
export class ScribeLane extends Lane {
  protected override async step(): Promise<void> {
    const { actor, engine, name } = this.options;
    const scribe = engine.getActor(ScribeProxy, actor)
      .with({ timeoutMs: CALL_MS });
    await Promise.all(Array.from({ length: BURST }, () => {
      const number = this.next();
      return this.ask(
        { kind: "note", number, parts: [], isKeyed: false },
        () => scribe.note(name, number),
      );
    }));
  }
}
