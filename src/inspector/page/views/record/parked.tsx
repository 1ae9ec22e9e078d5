import type { JSX } from "preact";
import { useContext, useState } from "preact/hooks";
import type { Name } from "../../../wire/protocol.ts";
import { EngineContext } from "../../link/engine_context.ts";
import { countOf } from "../../parts/format.ts";

/** What may be tried again. */
export interface Kept {
  readonly actor: Name;
  /** Which of the actor's it is. */
  readonly choice: { readonly send: number } | { readonly reminder: string };
  readonly say: (text: string) => void;
}

/** Says how often something has failed, and why it is tried no more. */
export function Parked({ tries, parked, kept }: {
  readonly tries: number;
  readonly parked: string | null;
  readonly kept: Kept;
}): JSX.Element | null {
  if (parked !== null) {
    return (
      <div class="parked">
        <p class="is-bad" data-testid="parked">
          <b>Parked:</b> {parked}
        </p>
        <ResendButton {...kept} />
      </div>
    );
  }
  if (tries === 0) return null;
  return <p class="is-warn">{`failed ${countOf(tries, "time")}`}</p>;
}

function ResendButton({ actor, choice, say }: Kept): JSX.Element | null {
  const { ask, hello, state } = useContext(EngineContext);
  const [isBusy, setBusy] = useState(false);
  if (hello === undefined || hello.readOnly) return null;
  const resend = async () => {
    setBusy(true);
    try {
      const question = {
        view: "act",
        act: "resend",
        actor,
        ...choice,
      } as const;
      const { body } = await ask<"act">(question);
      say(body.text);
    } catch (error) {
      say((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <button
      type="button"
      disabled={state !== "open" || isBusy}
      data-testid="resend-button"
      onClick={resend}
    >
      Resend
    </button>
  );
}
