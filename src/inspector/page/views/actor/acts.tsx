import type { JSX } from "preact";
import { useContext, useState } from "preact/hooks";
import type { Action, ActorDetail } from "../../../wire/protocol.ts";
import { Data } from "../../parts/actor_name.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { EngineContext } from "../../link/engine_context.ts";
import { Icon } from "../../parts/icon.tsx";
import { formatName } from "../../../wire/trace.ts";
import { SendForm } from "./send_form.tsx";

const QUESTIONS = {
  deactivate: {
    title: "Deactivate this actor?",
    text: "What was accepted before is handled first. What comes later " +
      "activates it afresh, without what only this activation knows.",
  },
  pause: {
    title: "Pause this actor's inbox?",
    text: "Envelopes are accepted and wait until you resume it.",
  },
  resume: {
    title: "Resume this actor's inbox?",
    text: "What has gathered is handled at once.",
  },
} as const;

type Act = keyof typeof QUESTIONS;

/** The buttons that do something to an actor. */
export function ActorActs({ detail, say }: {
  readonly detail: ActorDetail;
  readonly say: (text: string) => void;
}): JSX.Element | null {
  const { ask, hello, state } = useContext(EngineContext);
  const [open, setOpen] = useState<Act | "send">();
  if (hello === undefined || hello.readOnly) return null;
  const { actor, state: actorState } = detail.row;
  const turn = actorState === "paused" ? "resume" : "pause";
  const act = async (action: Action) => {
    setOpen(undefined);
    try {
      const { body } = await ask<"act">({ view: "act", ...action });
      say(body.text);
    } catch (error) {
      say((error as Error).message);
    }
  };
  return (
    <div class="acts">
      {(["send", turn, "deactivate"] as const).map((one) => (
        <button
          key={one}
          type="button"
          class={one === "deactivate" ? "danger" : ""}
          disabled={state !== "open"}
          data-testid={`${one}-button`}
          onClick={() => setOpen(one)}
        >
          {LABELS[one]}
        </button>
      ))}
      {open === "send" && (
        <SendForm
          detail={detail}
          onSend={act}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open !== undefined && open !== "send" && (
        <Confirm
          act={open}
          name={formatName(actor)}
          onConfirm={() => act({ act: open, actor })}
          onClose={() => setOpen(undefined)}
        />
      )}
    </div>
  );
}

const LABELS: Readonly<Record<Act | "send", JSX.Element>> = {
  send: (
    <>
      <Icon name="send" /> Send…
    </>
  ),
  pause: (
    <>
      <Icon name="pause" /> Pause
    </>
  ),
  resume: (
    <>
      <Icon name="play" /> Resume
    </>
  ),
  deactivate: <>Deactivate</>,
};

function Confirm({ act, name, onConfirm, onClose }: {
  readonly act: Act;
  readonly name: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}): JSX.Element {
  const { title, text } = QUESTIONS[act];
  return (
    <Dialog title={title} onClose={onClose} testId="confirm-dialog">
      <p>
        <Data text={name} as="id" />
      </p>
      <p class="muted">{text}</p>
      <div class="dialog-foot">
        <button type="button" data-testid="cancel-button" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          class={act === "deactivate" ? "danger solid" : "solid"}
          data-testid="confirm-button"
          onClick={onConfirm}
        >
          {LABELS[act]}
        </button>
      </div>
    </Dialog>
  );
}
