import type { JSX } from "preact";
import { useContext, useState } from "preact/hooks";
import type { Name, StateRow } from "../../../wire/protocol.ts";
import { EngineContext } from "../../link/engine_context.ts";
import { Data } from "../../parts/actor_name.tsx";
import { formatBytes } from "../../parts/format.ts";
import { EditForm } from "./edit_form.tsx";

/** One state of an actor: its value, which may be edited. */
export function StatePanel({ actor, state, say }: {
  readonly actor: Name;
  readonly state: StateRow;
  readonly say: (text: string) => void;
}): JSX.Element {
  const { hello, state: connection } = useContext(EngineContext);
  // The form keeps to the value that it was opened with.
  const [edited, setEdited] = useState<StateRow>();
  const { name, version, bytes, shape, value, isEditable } = state;
  return (
    <section class="panel state-panel" data-testid={`state-${name}`}>
      <h2>
        <Data text={name} as="method" />
        <span class="muted" title={`shape ${shape}`}>
          version {version}, {formatBytes(bytes)}
        </span>
        {isEditable && hello?.readOnly === false && (
          <button
            type="button"
            disabled={connection !== "open"}
            data-testid={`edit-${name}`}
            onClick={() => setEdited(state)}
          >
            Edit…
          </button>
        )}
      </h2>
      {value === null
        ? (
          <p class="muted">
            Its value is not shown: that takes the inspector's option{" "}
            <code>payloads</code>.
          </p>
        )
        : <pre dir="ltr">{value}</pre>}
      {edited !== undefined && (
        <EditForm
          actor={actor}
          state={edited}
          latest={state}
          onDone={(text) => {
            setEdited(undefined);
            say(text);
          }}
          onReload={() => setEdited(state)}
          onClose={() => setEdited(undefined)}
        />
      )}
    </section>
  );
}
