import type {
  ActorColumn,
  ActorRow,
  Figures,
  GroupRow,
} from "../../wire/protocol.ts";
import { Data } from "../parts/actor_name.tsx";
import type { Column } from "../parts/column.ts";
import { Count, Duration, TimeOf } from "../parts/figure.tsx";
import { formatCount, formatRate } from "../parts/format.ts";
import { StateBadge } from "../parts/state_badge.tsx";

type SumColumn = Column<Figures, ActorColumn>;

/** The columns that actors and types share. */
const SUMS: readonly SumColumn[] = [
  {
    key: "inbox",
    label: "Inbox",
    hint: "Envelopes that wait in the inbox",
    width: "minmax(3.4rem, 0.55fr)",
    isNumber: true,
    show: ({ inbox }) => (
      <Count value={inbox} tone={inbox >= 1_000 ? "warn" : "plain"} />
    ),
  },
  {
    key: "oldest",
    label: "Oldest",
    hint: "How long the oldest envelope has waited",
    width: "minmax(3.6rem, 0.55fr)",
    isNumber: true,
    isWide: true,
    show: ({ oldestMs }) => <Duration ms={oldestMs} />,
  },
  {
    key: "rate",
    label: "Msg/s",
    hint: "Messages per second, a rolling average",
    width: "minmax(4.4rem, 0.6fr)",
    isNumber: true,
    show: ({ rate }) =>
      rate === 0 ? <span class="zero">0</span> : formatRate(rate),
  },
  ...listTimes("queue", "Queue", "in the inbox", ({ queueMs }) => queueMs),
  ...listTimes("run", "Run", "in its turn", ({ runMs }) => runMs),
  {
    key: "handled",
    label: "Handled",
    width: "minmax(4.2rem, 0.6fr)",
    isNumber: true,
    isWide: true,
    show: ({ handled }) => <Count value={handled} />,
  },
  countOf("failed", "Failed", "Turns and hooks that threw", "bad"),
  countOf("restarts", "Restarts", "Activations after a failure", "warn"),
  countOf("refused", "Refused", "Envelopes refused: inbox full", "warn"),
  countOf("dropped", "Dropped", "Envelopes dropped: inbox full", "warn"),
];

/** The columns of the list of actors. */
export const ACTOR_COLUMNS: readonly Column<ActorRow, ActorColumn>[] = [
  {
    key: "type",
    label: "Type",
    width: "minmax(6.6rem, 0.9fr)",
    isWide: true,
    show: ({ actor }) => <Data text={actor.type} as="type" />,
  },
  {
    key: "id",
    label: "Id",
    width: "minmax(7.5rem, 1.5fr)",
    show: ({ actor }) => (
      <span class="stacked">
        <Data text={actor.type} as="type narrow" />
        <Data text={actor.id} as="id" />
      </span>
    ),
  },
  {
    key: "state",
    label: "State",
    width: "minmax(9.4rem, 1.6fr)",
    show: (row) => <StateBadge row={row} />,
  },
  ...SUMS,
];

/** The columns of the list of types. */
export const GROUP_COLUMNS: readonly Column<GroupRow, ActorColumn>[] = [
  {
    key: "type",
    label: "Type",
    width: "minmax(9rem, 2fr)",
    show: ({ type }) => <Data text={type} as="id" />,
  },
  {
    key: "id",
    label: "Actors",
    hint: "How many of the type are active",
    width: "minmax(4rem, 0.6fr)",
    isNumber: true,
    isSortable: false,
    show: ({ actors }) => formatCount(actors),
  },
  ...SUMS,
];

function listTimes(
  key: "queue" | "run",
  label: string,
  where: string,
  read: (sums: Figures) => Figures["runMs"],
): SumColumn[] {
  const shared = {
    width: "minmax(3.6rem, 0.55fr)",
    isNumber: true,
    isWide: true,
  };
  return [
    {
      ...shared,
      key: `${key}Mean`,
      label: `${label}\nmean`,
      hint: `Mean time that an envelope spends ${where}`,
      show: (sums) => <TimeOf times={read(sums)} of="mean" />,
    },
    {
      ...shared,
      key: `${key}P99`,
      label: `${label}\np99`,
      hint: `Of 100 envelopes, 99 spend no longer ${where}`,
      show: (sums) => <TimeOf times={read(sums)} of="p99" />,
    },
  ];
}

function countOf(
  key: "failed" | "restarts" | "refused" | "dropped",
  label: string,
  hint: string,
  tone: "warn" | "bad",
): SumColumn {
  return {
    key,
    label,
    hint,
    width: "minmax(3.7rem, 0.55fr)",
    isNumber: true,
    isWide: true,
    show: (sums) => <Count value={sums[key]} tone={tone} />,
  };
}
