import type { JSX } from "preact";
import { useContext } from "preact/hooks";
import type { Name, RecordDetail } from "../../../wire/protocol.ts";
import { EngineContext } from "../../link/engine_context.ts";
import { useAnswer } from "../../link/use_answer.ts";
import { formatBytes, formatCount, NOTHING } from "../../parts/format.ts";
import { Ago, Until } from "./moment.tsx";
import { RecordSides } from "./sides.tsx";
import { StatePanel } from "./state_panel.tsx";

/** Stores are asked, so it is not done as often as for counters. */
const PERIOD_MS = 1_000;

/** What is kept of a durable actor. */
export function RecordView({ actor, say }: {
  readonly actor: Name;
  readonly say: (text: string) => void;
}): JSX.Element | null {
  const { state } = useContext(EngineContext);
  const { answer, error } = useAnswer<"record">(
    { view: "record", actor },
    PERIOD_MS,
  );
  if (error !== undefined && state === "open") {
    return <div class="notice is-warn" data-testid="record-none">{error}</div>;
  }
  if (answer === undefined) return null;
  const { at, body: detail } = answer;
  return (
    <>
      <Notes detail={detail} />
      <Strip detail={detail} now={at} />
      <div class="actor-body" data-testid="record">
        <div class="main">
          {detail.states.map((state) => (
            <StatePanel
              key={state.name}
              actor={actor}
              state={state}
              say={say}
            />
          ))}
          {detail.states.length === 0 && detail.problem === null && (
            <p class="panel empty">It keeps no state.</p>
          )}
        </div>
        <RecordSides detail={detail} now={at} say={say} />
      </div>
    </>
  );
}

function Notes({ detail }: { readonly detail: RecordDetail }): JSX.Element {
  const { isLive, isStoreLate, problem } = detail;
  const { hello } = useContext(EngineContext);
  const where = typeof hello?.cluster === "string" ? " on this node" : "";
  return (
    <>
      {!isLive && (
        <div class="notice" data-testid="record-stored">
          It is not live{where}: this is what the store has.
        </div>
      )}
      {isStoreLate && (
        <div class="notice is-warn" data-testid="record-late">
          The store has not answered yet: this is what the actor has.
        </div>
      )}
      {problem !== null && (
        <div class="notice is-bad" data-testid="record-problem">{problem}</div>
      )}
    </>
  );
}

function Strip({ detail, now }: {
  readonly detail: RecordDetail;
  readonly now: number;
}): JSX.Element {
  const { stored, isPending, outbox, reminders } = detail;
  const sends = outbox?.length ?? 0;
  const figures: [string, JSX.Element | string][] = [
    [
      "Record",
      isPending ? <b key="waits" class="is-warn">commit waits</b> : "committed",
    ],
    ["Last commit", <Ago key="at" at={stored?.committedAt} now={now} />],
    ["Version", stored === null ? NOTHING : formatCount(stored.version)],
    ["Size", stored === null ? NOTHING : formatBytes(stored.bytes)],
    ["Wakes", <Until key="wake" at={stored?.wakeAt} now={now} />],
    ["Sends", formatCount(sends)],
    ["Reminders", formatCount(reminders.length)],
  ];
  return (
    <dl class="strip record-strip panel" data-testid="record-strip">
      {figures.map(([label, figure]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{figure}</dd>
        </div>
      ))}
    </dl>
  );
}
