import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { DeadLetter } from "../../wire/protocol.ts";
import { ActorName, Data } from "../parts/actor_name.tsx";
import { Clock } from "../parts/clock.tsx";
import type { Column } from "../parts/column.ts";
import { formatCount } from "../parts/format.ts";
import type { Route } from "../model/route.ts";
import { Search } from "../parts/search.tsx";
import { createPlace, type Session } from "../session.ts";
import { Table } from "../parts/table.tsx";
import { useDeadLetters } from "../link/use_feed.ts";

type Key = "at" | "reason" | "actor" | "method" | "caller" | "error";

const COLUMNS: readonly Column<DeadLetter, Key>[] = [
  {
    key: "at",
    label: "Time",
    width: "7.5rem",
    show: ({ at }) => <Clock at={at} />,
  },
  {
    key: "reason",
    label: "Reason",
    width: "minmax(6rem, 0.8fr)",
    show: ({ reason }) => <Data text={reason} as="reason" />,
  },
  {
    key: "actor",
    label: "Target",
    width: "minmax(8rem, 1.6fr)",
    show: ({ actor }) => <ActorName actor={actor} />,
  },
  {
    key: "method",
    label: "Method",
    width: "minmax(6rem, 0.9fr)",
    isWide: true,
    show: ({ method }) => <Data text={method} as="method" />,
  },
  {
    key: "caller",
    label: "Sender",
    width: "minmax(8rem, 1.4fr)",
    isWide: true,
    show: ({ caller }) => <ActorName actor={caller} />,
  },
  {
    key: "error",
    label: "Error",
    width: "minmax(10rem, 2.4fr)",
    isWide: true,
    show: ({ error }) => <Data text={error} as="error" />,
  },
];

/** The dead letters, newest first. */
export function DeadLettersView(
  { setting, route }: {
    readonly setting: Session["letters"];
    readonly route: Route;
  },
): JSX.Element {
  const [filter, setFilter] = useState(route.filter ?? setting.filter);
  const [opened, setOpened] = useState<DeadLetter>();
  const place = useMemo(createPlace, [filter]);
  const { rows, total, isAsked } = useDeadLetters(filter);
  return (
    <div class="view letters" data-testid="view-dead-letters">
      <h1 class="unseen">Dead letters</h1>
      <div class="bar">
        <Search
          label="Filter by reason, actor, method or error"
          value={filter}
          onChange={(text) => {
            setting.filter = text;
            setFilter(text);
          }}
        />
        <span class="tally">
          <b>{formatCount(total)}</b> while somebody looked
        </span>
      </div>
      <Table
        label="Dead letters"
        columns={COLUMNS}
        rows={rows}
        offset={0}
        count={rows.length}
        place={place}
        onOpen={(letter) => setOpened(letter)}
        rowData={({ number, reason }) => ({
          "data-testid": "dead-letter-row",
          "data-number": String(number),
          "data-reason": reason,
        })}
        empty={isAsked ? <NoLetters filter={filter} /> : "Asking…"}
      />
      {opened !== undefined && (
        <Letter
          letter={opened}
          onClose={() => setOpened(undefined)}
        />
      )}
    </div>
  );
}

function NoLetters({ filter }: { readonly filter: string }): JSX.Element {
  return filter === ""
    ? <p>No dead letters. Every envelope found its actor.</p>
    : <p>No dead letter matches.</p>;
}

function Letter({ letter, onClose }: {
  readonly letter: DeadLetter;
  readonly onClose: () => void;
}): JSX.Element {
  const { number, at, reason, actor, method, caller, error } = letter;
  return (
    <section class="panel letter" data-testid="dead-letter">
      <h2>
        Dead letter {formatCount(number)}
        <span class="muted">
          <Clock at={at} />
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
