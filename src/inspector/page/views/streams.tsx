import type { JSX } from "preact";
import { useContext, useState } from "preact/hooks";
import type { StreamRow } from "../../wire/protocol.ts";
import type { StreamColumn } from "../link/answers.ts";
import { ActorName, Data } from "../parts/actor_name.tsx";
import { type Column, nextSort } from "../parts/column.ts";
import { Count } from "../parts/figure.tsx";
import { formatCount, formatRate, NOTHING } from "../parts/format.ts";
import { Search } from "../parts/search.tsx";
import type { Session } from "../session.ts";
import { Table } from "../parts/table.tsx";
import { EngineContext } from "../link/engine_context.ts";
import { PERIOD_MS, useAnswer } from "../link/use_answer.ts";

type Key = StreamColumn | "slowest";

const COLUMNS: readonly Column<StreamRow, Key>[] = [
  {
    key: "id",
    label: "Stream",
    width: "minmax(9rem, 2fr)",
    show: ({ id }) => <Data text={id} as="id" />,
  },
  {
    key: "subscribers",
    label: "Subscribers",
    width: "minmax(5.5rem, 0.8fr)",
    isNumber: true,
    show: ({ subscribers }) => <Count value={subscribers} />,
  },
  {
    key: "published",
    label: "Published",
    width: "minmax(5.5rem, 0.8fr)",
    isNumber: true,
    isWide: true,
    show: ({ published }) => <Count value={published} />,
  },
  {
    key: "rate",
    label: "Per second",
    width: "minmax(5.5rem, 0.8fr)",
    isNumber: true,
    show: ({ rate }) =>
      rate === 0 ? <span class="zero">0</span> : formatRate(rate),
  },
  {
    key: "slowest",
    label: "Slowest subscriber",
    hint: "The subscriber whose inbox is longest",
    width: "minmax(12rem, 2fr)",
    isSortable: false,
    isWide: true,
    show: ({ slowest }) =>
      slowest === null
        ? <span class="zero">{NOTHING}</span>
        : <Slowest {...slowest} />,
  },
];

/** The streams, with how much runs through them. */
export function StreamsView(
  { setting }: { readonly setting: Session["streams"] },
): JSX.Element {
  const { hello } = useContext(EngineContext);
  const [, redraw] = useState(0);
  const [span, setSpan] = useState({ offset: 0, limit: 60 });
  const { filter, sort } = setting;
  const { answer } = useAnswer<"streams">({
    view: "streams",
    ...span,
    sort: sort.key,
    descending: sort.isDescending,
    ...(filter === "" ? {} : { filter }),
  }, PERIOD_MS);
  const streams = answer?.body;
  const change = (changes: Partial<Session["streams"]>) => {
    Object.assign(setting, changes);
    setting.place.scrollTop = 0;
    redraw((draws) => draws + 1);
  };
  return (
    <div class="view streams" data-testid="view-streams">
      <h1 class="unseen">Streams</h1>
      <div class="bar">
        <Search
          label="Filter by id"
          value={filter}
          onChange={(filter) => change({ filter })}
        />
        <span class="tally">
          {streams !== undefined && <b>{formatCount(streams.matched)}</b>}
          {typeof hello?.cluster === "string" &&
            " with their home on this node"}
        </span>
      </div>
      <Table<StreamRow, Key>
        label="Streams"
        columns={COLUMNS}
        rows={streams?.rows ?? []}
        offset={span.offset}
        count={streams?.matched ?? 0}
        place={setting.place}
        sort={sort}
        onSort={(key, isNumber) =>
          key !== "slowest" &&
          change({ sort: nextSort(sort, key, isNumber) })}
        onWindow={(offset, limit) =>
          setSpan({ offset, limit: Math.min(500, Math.max(1, limit)) })}
        rowData={({ id }) => ({
          "data-testid": "stream-row",
          "data-stream": id,
        })}
        empty={streams === undefined
          ? "Asking…"
          : <NoStreams filter={filter} />}
      />
    </div>
  );
}

function NoStreams({ filter }: { readonly filter: string }): JSX.Element {
  return filter === ""
    ? (
      <p>
        No stream yet.<br />The first subscription or payload makes one.
      </p>
    )
    : <p>No stream matches.</p>;
}

function Slowest(
  { actor, inbox }: NonNullable<StreamRow["slowest"]>,
): JSX.Element {
  return (
    <span class="pair">
      <ActorName actor={actor} />
      <span class={inbox >= 1_000 ? "is-warn" : "muted"}>
        {formatCount(inbox)} queued
      </span>
    </span>
  );
}
