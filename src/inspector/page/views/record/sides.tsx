import type { ComponentChildren, JSX } from "preact";
import type {
  RecordDetail,
  ReminderRow,
  RowRow,
  SendRow,
} from "../../../wire/protocol.ts";
import { ActorName, Data } from "../../parts/actor_name.tsx";
import { countOf, formatBytes } from "../../parts/format.ts";
import { Ago, Until } from "./moment.tsx";
import { type Kept, Parked } from "./parked.tsx";

/** What a durable actor keeps beside its states. */
export function RecordSides({ detail, now, say }: {
  readonly detail: RecordDetail;
  readonly now: number;
  readonly say: (text: string) => void;
}): JSX.Element {
  const { actor, outbox, reminders, rows, hasMoreRows } = detail;
  const sends = outbox?.sends ?? [];
  const more = (outbox?.length ?? 0) - sends.length;
  return (
    <aside class="sides">
      <Side
        title="Outbox"
        none="All that it has sent is taken."
        more={more > 0 ? `and ${countOf(more, "more send")}` : null}
      >
        {sends.map((send) => (
          <Send
            key={send.sequence}
            send={send}
            now={now}
            kept={{ actor, choice: { send: send.sequence }, say }}
          />
        ))}
      </Side>
      <Side title="Reminders" none="It is reminded of nothing.">
        {reminders.map((reminder) => (
          <Reminder
            key={reminder.name}
            reminder={reminder}
            now={now}
            kept={{ actor, choice: { reminder: reminder.name }, say }}
          />
        ))}
      </Side>
      <Side
        title="Marks and answers"
        none="None has sent to it, nor called under a key."
        more={hasMoreRows ? "and more" : null}
      >
        {rows.map((row) => (
          <Row key={`${row.kind} ${row.label}`} row={row} now={now} />
        ))}
      </Side>
    </aside>
  );
}

function Side({ title, none, more = null, children }: {
  readonly title: string;
  readonly none: string;
  readonly more?: string | null;
  readonly children: readonly ComponentChildren[];
}): JSX.Element {
  return (
    <section class="panel side">
      <h2>{title}</h2>
      {children.length === 0 ? <p class="muted">{none}</p> : children}
      {more !== null && <p class="muted">{more}</p>}
    </section>
  );
}

function Send({ send, now, kept }: {
  readonly send: SendRow;
  readonly now: number;
  readonly kept: Kept;
}): JSX.Element {
  const { sequence, to, method, sentAt, tries, parked, payload } = send;
  return (
    <div class="kept" data-testid={`send-${sequence}`}>
      <p class="pair">
        <span class="kept-name">
          <ActorName actor={to} />
          <Data text={`.${method}`} as="method" />
        </span>
        <Ago at={sentAt} now={now} />
      </p>
      <Parked tries={tries} parked={parked} kept={kept} />
      {payload !== null && <Data text={payload} as="payload" />}
    </div>
  );
}

function Reminder({ reminder, now, kept }: {
  readonly reminder: ReminderRow;
  readonly now: number;
  readonly kept: Kept;
}): JSX.Element {
  const { name, method, schedule, dueAt, retryAt, tries, parked } = reminder;
  return (
    <div class="kept" data-testid={`reminder-${name}`}>
      <p class="pair">
        <Data text={name} as="id" />
        <Until at={retryAt ?? (parked === null ? dueAt : null)} now={now} />
      </p>
      <p class="pair muted">
        <Data text={method} as="method" />
        <Data text={schedule} />
      </p>
      <Parked tries={tries} parked={parked} kept={kept} />
      {reminder.payload !== null && (
        <Data text={reminder.payload} as="payload" />
      )}
    </div>
  );
}

function Row({ row, now }: {
  readonly row: RowRow;
  readonly now: number;
}): JSX.Element {
  const { kind, label, bytes, expiresAt } = row;
  return (
    <div class="kept">
      <p class="pair">
        <Data text={label} as="id" />
        <span class="muted">{kind}</span>
      </p>
      <p class="pair muted">
        <span>{formatBytes(bytes)}</span>
        <span>
          forgotten <Until at={expiresAt} now={now} />
        </span>
      </p>
    </div>
  );
}
