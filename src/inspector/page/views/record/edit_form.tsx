import type { JSX } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Name, StateRow } from "../../../wire/protocol.ts";
import { formatName } from "../../../wire/trace.ts";
import { EngineContext } from "../../link/engine_context.ts";
import { checkJson } from "../../model/json.ts";
import { Data } from "../../parts/actor_name.tsx";
import { Dialog } from "../../parts/dialog.tsx";

/** The form of an edit: what is edited, and what becomes of it. */
interface FormOptions {
  readonly actor: Name;
  /** The state with the value that is edited. */
  readonly state: StateRow;
  /** The state as it is by now. */
  readonly latest: StateRow;
  readonly onDone: (text: string) => void;
  readonly onReload: () => void;
  readonly onClose: () => void;
}

/** Asks for another value of a state, and has it written. */
export function EditForm(options: FormOptions): JSX.Element {
  const { actor, state, latest, onReload, onClose } = options;
  const { value, change, refusal, isBusy, save } = useEdit(options);
  const problem = checkJson(value);
  const hasChanged = latest.digest !== state.digest;
  const isSame = value === state.value;
  return (
    <Dialog title="Edit a state" onClose={onClose} testId="edit-dialog">
      <form onSubmit={save}>
        <p class="muted">
          <Data text={state.name} as="method" /> of{" "}
          <Data text={formatName(actor)} as="id" />
        </p>
        <textarea
          class="state-text"
          aria-label="The value as JSON"
          data-testid="edit-value"
          rows={14}
          dir="ltr"
          spellcheck={false}
          value={value}
          onInput={({ currentTarget }) => change(currentTarget.value)}
        />
        <Hint problem={problem} refusal={refusal} />
        {hasChanged && <Conflict onReload={onReload} />}
        <div class="dialog-foot">
          <button type="button" data-testid="cancel-button" onClick={onClose}>
            Cancel
          </button>
          <button
            type="submit"
            class="solid"
            data-testid="save-button"
            disabled={problem !== null || isSame || hasChanged || isBusy}
          >
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Keeps what is written, and why it was refused. */
function useEdit({ actor, state, onDone }: FormOptions) {
  const { ask } = useContext(EngineContext);
  const [value, setValue] = useState(state.value ?? "");
  const [refusal, setRefusal] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const change = (value: string) => {
    setValue(value);
    setRefusal(undefined);
  };
  useEffect(() => change(state.value ?? ""), [state.digest]);
  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      const { name, digest: seen } = state;
      const edit = { act: "edit", actor, state: name, value, seen } as const;
      const { body } = await ask<"act">({ view: "act", ...edit });
      onDone(body.text);
    } catch (error) {
      setRefusal((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return { value, change, refusal, isBusy, save };
}

function Hint({ problem, refusal }: {
  readonly problem: string | null;
  readonly refusal: string | undefined;
}): JSX.Element {
  if (problem === null && refusal !== undefined) {
    return (
      <p class="is-bad" role="alert" data-testid="edit-refused">{refusal}</p>
    );
  }
  return (
    <p class={problem === null ? "muted" : "is-warn"} data-testid="edit-hint">
      {problem ?? "It is checked, and written in a turn of the actor."}
    </p>
  );
}

function Conflict(
  { onReload }: { readonly onReload: () => void },
): JSX.Element {
  return (
    <div class="notice is-warn" data-testid="edit-conflict">
      The actor has changed it meanwhile.
      <button type="button" data-testid="edit-reload" onClick={onReload}>
        Take the new value
      </button>
    </div>
  );
}
