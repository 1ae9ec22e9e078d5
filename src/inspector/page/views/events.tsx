import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { LogRow } from "../../wire/protocol.ts";
import type { Fold } from "../link/feed.ts";
import { ActorName, Data } from "../parts/actor_name.tsx";
import type { Column } from "../parts/column.ts";
import { formatRoute, type Route } from "../model/route.ts";
import { createPlace, type LogSetting, type Session } from "../session.ts";
import { Table } from "../parts/table.tsx";
import { countOf, formatCount } from "../parts/format.ts";
import { type FedLog, useLog } from "../link/use_feed.ts";
import { COUNT_COLUMN, TIME_COLUMN } from "./fold_columns.tsx";
import { chosen, LogBar } from "./log_bar.tsx";

type Key = "at" | "count" | "kind" | "actor" | "text";

const TONES: Readonly<Record<string, string>> = {
  "failed": "is-bad",
  "dead-letter": "is-warn",
  "refused": "is-warn",
  "restarting": "is-warn",
  "stopping": "is-warn",
  "stopped": "is-warn",
};

const KINDS = [
  "abandoned",
  "action",
  "activated",
  "deactivated",
  "dead-letter",
  "expected",
  "failed",
  "refused",
  "restarting",
  "stopped",
  "stopping",
  "subscribed",
  "unsubscribed",
];

/** Why some were not recorded. */
const WHY = "They came while no client was connected: an engine keeps its " +
  "last 100 failures and dead letters, and counts restarts";

const COLUMNS: readonly Column<Fold<LogRow>, Key>[] = [
  TIME_COLUMN,
  COUNT_COLUMN,
  {
    key: "kind",
    label: "Event",
    width: "minmax(5.5rem, 8rem)",
    show: ({ row: { kind } }) => (
      <span class={`kind ${TONES[kind] ?? ""}`}>
        <Data text={kind} />
      </span>
    ),
  },
  {
    key: "actor",
    label: "Actor",
    width: "minmax(8rem, 1fr)",
    show: ({ row: { actor, text } }) => (
      <span class="stacked">
        {actor !== null && <ActorName actor={actor} />}
        <Data text={text} as="narrow" />
      </span>
    ),
  },
  {
    key: "text",
    label: "What happened",
    width: "minmax(12rem, 2.4fr)",
    isWide: true,
    show: ({ row: { text } }) => <Data text={text} />,
  },
];

/** What happened in the engine, newest first. */
export function EventsView(
  { session, route }: { readonly session: Session; readonly route: Route },
): JSX.Element {
  const [setting, setSetting] = useState<LogSetting>({
    ...session.events,
    ...readFilter(route),
  });
  const { filter, type, kind, isFolded } = setting;
  const query = chosen({ filter, type, kind });
  const place = useMemo(createPlace, [setting]);
  const fed = useLog(query, isFolded);
  const { folds, recorded } = fed;
  return (
    <div class="view events" data-testid="view-events">
      <h1 class="unseen">Events</h1>
      <LogBar
        label="Filter by actor, kind or text"
        allKinds="All events"
        kinds={KINDS}
        setting={setting}
        change={(changes) => {
          session.events = { ...setting, ...changes };
          setSetting(session.events);
        }}
      >
        <Tally fed={fed} />
      </LogBar>
      <Table
        label="Events"
        columns={COLUMNS}
        rows={folds}
        offset={0}
        count={folds.length}
        place={place}
        rowData={({ row: { kind } }) => ({
          "data-testid": "event-row",
          "data-kind": kind,
        })}
        onOpen={({ row: { actor } }) => {
          if (actor === null) return;
          location.hash = formatRoute({ tab: "actors", actor });
        }}
        empty={recorded === undefined ? "Asking…" : <NoEvents query={query} />}
      />
    </div>
  );
}

/** An address filters by a kind of event, or by any text. */
function readFilter({ filter }: Route): Partial<LogSetting> {
  if (filter === undefined) return {};
  return KINDS.includes(filter) ? { kind: filter } : { filter };
}

function NoEvents({ query }: { readonly query: object }): JSX.Element {
  return Object.keys(query).length > 0 ? <p>No recorded event matches.</p> : (
    <p>
      Nothing is recorded yet. An engine keeps its last failures and dead
      letters always, other events while a client is connected.
    </p>
  );
}

function Tally({ fed }: { readonly fed: FedLog }): JSX.Element | null {
  const { recorded, unrecorded, unshown } = fed;
  if (recorded === undefined || unrecorded === undefined) return null;
  const counted = [
    countOf(unrecorded.failed, "failure"),
    countOf(unrecorded.restarts, "restart"),
    countOf(unrecorded.deadLetters, "dead letter"),
  ].filter((text) => !text.startsWith("0 "));
  return (
    <>
      <b>{formatCount(recorded)}</b> recorded
      {counted.length > 0 && (
        <span title={WHY}>
          , {counted.join(", ")} not recorded
        </span>
      )}
      {unshown > 0 && `, ${formatCount(unshown)} not shown`}
    </>
  );
}
