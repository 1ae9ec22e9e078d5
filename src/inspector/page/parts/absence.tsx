import type { JSX } from "preact";
import { useContext } from "preact/hooks";
import { EngineContext } from "../link/engine_context.ts";

/** Says what to do where there is no engine to look into. */
export function Absence(): JSX.Element | null {
  const { state, overview } = useContext(EngineContext);
  if (state === "refused") {
    return (
      <div class="absence notice is-bad" data-testid="absence">
        <span>
          <b>The engine does not take this page's token.</b>{" "}
          It has a new one since it was started again: open the link that it
          printed.
        </span>
      </div>
    );
  }
  if (state !== "gone") return null;
  return (
    <div class="absence notice is-warn" data-testid="absence">
      <span>
        <b>The engine is gone.</b> {overview === undefined
          ? "This page goes on by itself as soon as it is there."
          : "This is the last picture; the page goes on when it is back."}
      </span>
    </div>
  );
}
