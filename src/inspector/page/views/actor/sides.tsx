import type { ComponentChildren, JSX } from "preact";
import { useContext } from "preact/hooks";
import type { ActorDetail } from "../../../wire/protocol.ts";
import { EngineContext } from "../../link/engine_context.ts";
import type { Failure } from "../../link/answers.ts";
import { ActorName, Data } from "../../parts/actor_name.tsx";
import { Clock } from "../../parts/clock.tsx";
import { countOf, formatCount, formatMs } from "../../parts/format.ts";

/** The panels beside an actor's envelopes. */
export function ActorSides({ detail }: {
  readonly detail: ActorDetail;
}): JSX.Element {
  const { failures, timers, streaming, subscriptions, options } = detail;
  const { hello } = useContext(EngineContext);
  const isFar = typeof hello?.cluster === "string";
  return (
    <aside class="sides">
      <Side title="Recent failures" none={explainNone(detail)}>
        {failures.length === 0 ? [] : [
          ...failures.map((failure, index) => (
            <FailureNote key={index} failure={failure} />
          )),
          <Rest key="rest" detail={detail} />,
        ]}
      </Side>
      <Side title="Timers" none="No timer is set.">
        {timers.map(({ dueInMs, everyMs }, index) => (
          <p key={index} class="pair">
            <span>
              {everyMs === null ? "once" : `every ${formatMs(everyMs)}`}
            </span>
            <b>in {formatMs(dueInMs)}</b>
          </p>
        ))}
      </Side>
      <Side title="Streaming replies" none="No streaming reply is open.">
        {streaming.map((reply, index) => (
          <StreamingNote key={index} reply={reply} />
        ))}
      </Side>
      <Side
        title={isFar
          ? "Subscriptions to streams of this node"
          : "Subscriptions"}
        none={isFar
          ? "Other nodes may be home to streams that it subscribes to."
          : "It subscribes to no stream."}
      >
        {subscriptions.map(({ stream, method }, index) => (
          <p key={index} class="pair">
            <Data text={stream} as="id" />
            <Data text={method} as="method" />
          </p>
        ))}
      </Side>
      <Side title="Options" none="All as they are by default.">
        {Object.entries(options).map(([name, value]) => (
          <p key={name} class="pair">
            <span>{name}</span>
            <b>
              <Data text={String(value)} />
            </b>
          </p>
        ))}
      </Side>
    </aside>
  );
}

/** Shows one streaming reply that is open: what, for which actor, how far. */
function StreamingNote({ reply }: {
  readonly reply: ActorDetail["streaming"][number];
}): JSX.Element {
  const { method, consumer, startedAt, yielded, isStepping } = reply;
  return (
    <>
      <p class="pair" data-testid="streaming">
        <Data text={method} as="method" />
        <b>{countOf(yielded, "value")}</b>
      </p>
      <p class="pair muted">
        <span>to</span>
        <ActorName actor={consumer} />
      </p>
      <p class="pair muted">
        <span>{isStepping ? "in a step" : "waits"}</span>
        <span>
          since <Clock at={startedAt} />
        </span>
      </p>
    </>
  );
}

/** Says why no failure is shown: none came, or none is kept. */
function explainNone({ row: { failed } }: ActorDetail): string {
  if (failed === 0) return "No turn has failed.";
  return `${countOf(failed, "failure")}, not recorded: while no client is ` +
    "connected, the engine keeps the last 100 failures and dead letters of " +
    "all actors.";
}

/** Says how the failures that are shown and the actor's counter differ. */
function Rest({ detail: { row, failures } }: {
  readonly detail: ActorDetail;
}): JSX.Element | null {
  const shown = failures.reduce((sum, { count }) => sum + count, 0);
  if (shown === row.failed) return null;
  const text = shown < row.failed
    ? `${formatCount(row.failed - shown)} earlier not recorded or not shown.`
    : `${formatCount(shown - row.failed)} of them before this actor was ` +
      "forgotten once: its counters began again.";
  return <p class="muted" data-testid="failures-rest">{text}</p>;
}

function Side({ title, none, children }: {
  readonly title: string;
  readonly none: string;
  readonly children: readonly ComponentChildren[];
}): JSX.Element {
  return (
    <section class="panel side">
      <h2>{title}</h2>
      {children.length === 0 ? <p class="muted">{none}</p> : children}
    </section>
  );
}

function FailureNote({ failure }: { readonly failure: Failure }): JSX.Element {
  const { at, count, method, error, stack } = failure;
  return (
    <details class="failure" data-testid="failure">
      <summary>
        <span class="muted">
          <Clock at={at} /> <Data text={method} as="method" />
          {count > 1 && <b>{" × " + formatCount(count)}</b>}
        </span>
        <Data text={error} as="error" />
      </summary>
      {stack === null
        ? (
          <p class="muted">
            No stack was recorded: no client was connected.
          </p>
        )
        : <pre>{stack}</pre>}
    </details>
  );
}
