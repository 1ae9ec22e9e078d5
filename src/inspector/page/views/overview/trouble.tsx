import type { JSX } from "preact";
import type { Overview } from "../../../wire/protocol.ts";
import { Icon } from "../../parts/icon.tsx";
import { formatRoute } from "../../model/route.ts";

/** A notice of a deadlock, a lease in doubt, or an engine that stops. */
export function Trouble(
  { overview }: { readonly overview: Overview },
): JSX.Element | null {
  const { deadlocks, isSuspended, state } = overview;
  if (state !== "open") {
    const text = state === "draining"
      ? "The engine is stopping: it handles what it accepted."
      : "The engine has stopped.";
    return <div class="notice is-warn" role="status">{text}</div>;
  }
  if (isSuspended) return <Suspended />;
  if (deadlocks === 0) return null;
  return (
    <a
      class="notice is-bad"
      href={formatRoute({ tab: "dead-letters", filter: "deadlock" })}
      data-testid="deadlock-notice"
    >
      <Icon name="warning" />
      <span>
        <b>{deadlocks === 1 ? "A deadlock" : `${deadlocks} deadlocks`}:</b>{" "}
        actors awaited each other in a circle, and their calls failed.
      </span>
      <span class="go">Show the calls</span>
    </a>
  );
}

function Suspended(): JSX.Element {
  return (
    <a
      class="notice is-warn"
      href={formatRoute({ tab: "cluster" })}
      data-testid="suspended-notice"
    >
      <Icon name="warning" />
      <span>
        <b>This node's lease is in doubt:</b>{" "}
        no turn begins until its cluster answers. Nothing is lost yet.
      </span>
      <span class="go">Show the cluster</span>
    </a>
  );
}
