import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { DeadLetter } from "../../wire/protocol.ts";
import { ActorName, Data } from "../parts/actor_name.tsx";
import { Clock } from "../parts/clock.tsx";
import type { Column } from "../parts/column.ts";
import { formatCount } from "../parts/format.ts";
import type { Route } from "../model/route.ts";
import { createPlace, type LogSetting, type Session } from "../session.ts";
import { Table } from "../parts/table.tsx";
import type { Fold } from "../link/feed.ts";
import { type FedDeadLetters, useDeadLetters } from "../link/use_feed.ts";
import { COUNT_COLUMN, TIME_COLUMN } from "./fold_columns.tsx";
import { chosen, LogBar } from "./log_bar.tsx";

type Key = "at" | "count" | "reason" | "actor" | "method" | "caller" | "error";

const REASONS = [
  "aborted",
  "activation-failed",
  "chain-too-long",
  "deadlock",
  "deactivated",
  "dropped",
  "engine-stopped",
  "inbox-full",
  "moved",
  "not-a-message",
  "poisoned",
  "timeout",
];

/** Why some were not recorded. */
const WHY = "They came while no client was connected: an engine keeps its " +
  "last 100 failures and dead letters";

const COLUMNS: readonly Column<Fold<DeadLetter>, Key>[] = [
  TIME_COLUMN,
  COUNT_COLUMN,
  {
    key: "reason",
    label: "Reason",
    width: "minmax(5.5rem, 0.8fr)",
    show: ({ row: { reason } }) => <Data text={reason} as="reason" />,
  },
  {
    key: "actor",
    label: "Target",
    width: "minmax(8rem, 1.6fr)",
    show: ({ row: { actor, method } }) => (
      <span class="stacked">
        <ActorName actor={actor} />
        <Data text={`.${method}`} as="method narrow" />
      </span>
    ),
  },
  {
    key: "method",
    label: "Method",
    width: "minmax(6rem, 0.9fr)",
    isWide: true,
    show: ({ row: { method } }) => <Data text={method} as="method" />,
  },
  {
    key: "caller",
    label: "Sender",
    width: "minmax(8rem, 1.4fr)",
    isWide: true,
    show: ({ row: { caller } }) => <ActorName actor={caller} />,
  },
  {
    key: "error",
    label: "Error",
    width: "minmax(10rem, 2.4fr)",
    isWide: true,
    show: ({ row: { error } }) => <Data text={error} as="error" />,
  },
];

/** The dead letters, newest first. */
export function DeadLettersView(
  { session, route }: { readonly session: Session; readonly route: Route },
): JSX.Element {
  const [setting, setSetting] = useState<LogSetting>({
    ...session.letters,
    ...(route.filter === undefined ? {} : { filter: route.filter }),
  });
  const [opened, setOpened] = useState<Fold<DeadLetter>>();
  const { filter, type, kind: reason, isFolded } = setting;
  const query = chosen({ filter, type, reason });
  const place = useMemo(createPlace, [setting]);
  const fed = useDeadLetters(query, isFolded);
  const { folds, total } = fed;
  return (
    <div class="view letters" data-testid="view-dead-letters">
      <h1 class="unseen">Dead letters</h1>
      <LogBar
        label="Filter by reason, actor, method or error"
        allKinds="All reasons"
        kinds={REASONS}
        setting={setting}
        change={(changes) => {
          session.letters = { ...setting, ...changes };
          setSetting(session.letters);
        }}
      >
        <Tally fed={fed} />
      </LogBar>
      <Table
        label="Dead letters"
        columns={COLUMNS}
        rows={folds}
        offset={0}
        count={folds.length}
        place={place}
        onOpen={(fold) => setOpened(fold)}
        rowData={({ row: { number, reason } }) => ({
          "data-testid": "dead-letter-row",
          "data-number": String(number),
          "data-reason": reason,
        })}
        empty={total === undefined
          ? "Asking…"
          : <NoLetters isFiltered={hasAny(query)} total={total} />}
      />
      {opened !== undefined && (
        <Letter
          fold={opened}
          onClose={() => setOpened(undefined)}
        />
      )}
    </div>
  );
}

function hasAny(query: object): boolean {
  return Object.keys(query).length > 0;
}

function NoLetters({ isFiltered, total }: {
  readonly isFiltered: boolean;
  readonly total: number;
}): JSX.Element {
  if (isFiltered) return <p>No recorded dead letter matches.</p>;
  return total === 0
    ? <p>No dead letters. Every envelope found its actor.</p>
    : <p>The engine has counted dead letters, and keeps none of them.</p>;
}

function Tally({ fed }: { readonly fed: FedDeadLetters }): JSX.Element | null {
  const { total, unrecorded = 0, unshown } = fed;
  if (total === undefined) return null;
  return (
    <>
      <b>{formatCount(total)}</b> since the engine began
      {unrecorded > 0 && (
        <span title={WHY}>
          , {formatCount(unrecorded)} not recorded
        </span>
      )}
      {unshown > 0 && `, ${formatCount(unshown)} not shown`}
    </>
  );
}

function Letter({ fold: { row, count }, onClose }: {
  readonly fold: Fold<DeadLetter>;
  readonly onClose: () => void;
}): JSX.Element {
  const { number, at, reason, actor, method, caller, error } = row;
  return (
    <section class="panel letter" data-testid="dead-letter">
      <h2>
        Dead letter {formatCount(number)}
        <span class="muted">
          <Clock at={at} />
          {count > 1 && `, the last of ${formatCount(count)} equal ones`}
        </span>
        <button type="button" class="quiet" onClick={onClose}>Close</button>
      </h2>
      <p class="route">
        <ActorName actor={caller} /> <span class="muted">→</span>{" "}
        <ActorName actor={actor} />
        <Data text={`.${method}`} as="method" />
        <Data text={reason} as="reason" />
      </p>
      <pre>{error}</pre>
    </section>
  );
}
