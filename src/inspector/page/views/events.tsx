import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { LogRow } from "../link/answers.ts";
import { ActorName, Data } from "../parts/actor_name.tsx";
import { Clock } from "../parts/clock.tsx";
import type { Column } from "../parts/column.ts";
import { formatRoute } from "../model/route.ts";
import { createPlace } from "../session.ts";
import { Table } from "../parts/table.tsx";
import { useLog } from "../link/use_feed.ts";

type Key = "at" | "kind" | "actor" | "text";

const TONES: Readonly<Record<string, string>> = {
  "failed": "is-bad",
  "dead-letter": "is-warn",
  "refused": "is-warn",
  "restarting": "is-warn",
  "stopping": "is-warn",
  "stopped": "is-warn",
};

const COLUMNS: readonly Column<LogRow, Key>[] = [
  {
    key: "at",
    label: "Time",
    width: "7.5rem",
    show: ({ at }) => <Clock at={at} />,
  },
  {
    key: "kind",
    label: "Event",
    width: "8rem",
    show: ({ kind }) => (
      <span class={`kind ${TONES[kind] ?? ""}`}>
        <Data text={kind} />
      </span>
    ),
  },
  {
    key: "actor",
    label: "Actor",
    width: "minmax(8rem, 1fr)",
    show: ({ actor }) => actor !== null && <ActorName actor={actor} />,
  },
  {
    key: "text",
    label: "What happened",
    width: "minmax(12rem, 2.4fr)",
    isWide: true,
    show: ({ text }) => <Data text={text} />,
  },
];

/** What happened in the engine, newest first. */
export function EventsView(): JSX.Element {
  const { rows, isAsked } = useLog();
  const place = useMemo(createPlace, []);
  return (
    <div class="view events" data-testid="view-events">
      <h1 class="unseen">Events</h1>
      <Table
        label="Events"
        columns={COLUMNS}
        rows={rows}
        offset={0}
        count={rows.length}
        place={place}
        rowData={({ kind }) => ({
          "data-testid": "event-row",
          "data-kind": kind,
        })}
        onOpen={({ actor }) => {
          if (actor === null) return;
          location.hash = formatRoute({ tab: "actors", actor });
        }}
        empty={isAsked
          ? <p>Nothing has happened since the inspector was turned on.</p>
          : "Asking…"}
      />
    </div>
  );
}
