import type { JSX } from "preact";
import { useContext, useState } from "preact/hooks";
import type { ActorDetail, Name } from "../../../wire/protocol.ts";
import { ActorName, Data } from "../../parts/actor_name.tsx";
import { EngineContext } from "../../link/engine_context.ts";
import { Count, Duration, TimeOf } from "../../parts/figure.tsx";
import { formatMs, formatRate } from "../../parts/format.ts";
import { Icon } from "../../parts/icon.tsx";
import { useKeys } from "../../parts/keys.ts";
import { formatRoute, type Route } from "../../model/route.ts";
import { formatName } from "../../../wire/trace.ts";
import { StateBadge } from "../../parts/state_badge.tsx";
import { PERIOD_MS, useAnswer } from "../../link/use_answer.ts";
import { ActorActs } from "./acts.tsx";
import { RecordView } from "../record/record.tsx";
import { Place } from "./place.tsx";
import { ActorSides } from "./sides.tsx";
import { MethodTable } from "./method_table.tsx";
import { TurnTable } from "./turn_table.tsx";

/** One actor: its figures, methods, envelopes, failures. */
export function ActorView({ actor, part }: {
  readonly actor: Name;
  readonly part: Route["part"];
}): JSX.Element {
  const { answer, error } = useAnswer<"actor">(
    { view: "actor", actor },
    PERIOD_MS,
  );
  const [said, setSaid] = useState<string>();
  useKeys({ Escape: () => location.hash = formatRoute({ tab: "actors" }) });
  const detail = answer?.body;
  return (
    <div class="view actor" data-testid="actor-detail">
      <header class="actor-head">
        <a
          class="button quiet"
          href={formatRoute({ tab: "actors" })}
          aria-label="Back to all actors"
          data-testid="back"
        >
          <Icon name="back" />
        </a>
        <h1>
          <Data text={actor.type} as="type" />
          <Data text={actor.id} as="id" />
        </h1>
        {detail !== undefined && error === undefined && (
          <StateBadge row={detail.row} />
        )}
        <Place actor={actor} />
        <a
          class="button quiet"
          href={formatRoute({ tab: "graph", filter: formatName(actor) })}
          data-testid="show-in-graph"
        >
          Graph
        </a>
        {detail !== undefined && <ActorActs detail={detail} say={setSaid} />}
      </header>
      {said !== undefined && (
        <output class="notice" data-testid="act-result">
          <Data text={said} />
          <button type="button" onClick={() => setSaid(undefined)}>OK</button>
        </output>
      )}
      {detail?.isDurable === true && <Parts actor={actor} part={part} />}
      {part === "state" && detail?.isDurable !== false
        ? <RecordView actor={actor} say={setSaid} />
        : (
          <>
            {error !== undefined && <Gone error={error} actor={actor} />}
            {detail !== undefined && <Detail detail={detail} />}
          </>
        )}
    </div>
  );
}

/** What of a durable actor can be looked at. */
function Parts({ actor, part }: {
  readonly actor: Name;
  readonly part: Route["part"];
}): JSX.Element {
  const choices = [[undefined, "Activity"], ["state", "State"]] as const;
  return (
    <nav class="parts" aria-label="Parts">
      {choices.map(([one, label]) => (
        <a
          key={label}
          href={formatRoute({ tab: "actors", actor, ...one && { part: one } })}
          aria-current={part === one ? "page" : undefined}
          data-testid={`part-${one ?? "activity"}`}
        >
          {label}
        </a>
      ))}
    </nav>
  );
}

function Gone({ error, actor }: {
  readonly error: string;
  readonly actor: Name;
}): JSX.Element | null {
  const { state, hello } = useContext(EngineContext);
  if (state !== "open") return null;
  return (
    <div class="notice is-warn" data-testid="actor-gone">
      {error}
      {hello?.hasStore === true && (
        <a
          class="go"
          href={formatRoute({ tab: "actors", actor, part: "state" })}
          data-testid="look-in-store"
        >
          Look in the store
        </a>
      )}
    </div>
  );
}

function Detail({ detail }: { readonly detail: ActorDetail }): JSX.Element {
  return (
    <>
      <Now detail={detail} />
      <Strip detail={detail} />
      <div class="actor-body">
        <div class="main">
          <MethodTable detail={detail} />
          <TurnTable turns={detail.recent} />
        </div>
        <ActorSides detail={detail} />
      </div>
    </>
  );
}

/** What it does now, in a sentence. */
function Now({ detail }: { readonly detail: ActorDetail }): JSX.Element | null {
  const { now, row } = detail;
  if (now === null && row.waitsFor.length === 0) return null;
  const isWaiting = row.waitsFor.length > 0;
  return (
    <div class={`now panel ${isWaiting ? "is-waiting" : ""}`}>
      {now !== null && (
        <p>
          <span>Runs</span> <Data text={now.method} as="method" />{" "}
          {row.runningMs !== null && (
            <span>
              for <b>{formatMs(row.runningMs)}</b>,
            </span>
          )} <span>called by</span> <ActorName actor={now.caller} />
        </p>
      )}
      {row.waitsFor.map(({ actor, method, ms }, index) => (
        <p key={index} data-testid="wait">
          <span>Waits for</span> <ActorName actor={actor} />
          <Data text={`.${method}`} as="method" /> {ms !== null && (
            <span>
              for <b>{formatMs(ms)}</b>
            </span>
          )}
        </p>
      ))}
    </div>
  );
}

function Strip({ detail: { row } }: {
  readonly detail: ActorDetail;
}): JSX.Element {
  const figures: [string, JSX.Element | string][] = [
    ["Msg/s", formatRate(row.rate)],
    ["Inbox", <Count key="inbox" value={row.inbox} />],
    ["Oldest", <Duration key="oldest" ms={row.oldestMs} />],
    ["Queue mean", <TimeOf key="qm" times={row.queueMs} of="mean" />],
    ["Queue p99", <TimeOf key="q9" times={row.queueMs} of="p99" />],
    ["Run mean", <TimeOf key="rm" times={row.runMs} of="mean" />],
    ["Run p99", <TimeOf key="r9" times={row.runMs} of="p99" />],
    ["Accepted", <Count key="accepted" value={row.accepted} />],
    ["Handled", <Count key="handled" value={row.handled} />],
    ["Failed", <Count key="failed" value={row.failed} tone="bad" />],
    ["Restarts", <Count key="restarts" value={row.restarts} tone="warn" />],
    ["Refused", <Count key="refused" value={row.refused} tone="warn" />],
    ["Dropped", <Count key="dropped" value={row.dropped} tone="warn" />],
  ];
  return (
    <dl class="strip panel">
      {figures.map(([label, figure]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{figure}</dd>
        </div>
      ))}
    </dl>
  );
}
