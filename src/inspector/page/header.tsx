import type { JSX } from "preact";
import { useContext, useEffect, useRef } from "preact/hooks";
import type { ConnectionState } from "./link/connection.ts";
import { EngineContext } from "./link/engine_context.ts";
import { formatShort } from "./parts/format.ts";
import { Icon, Mark } from "./parts/icon.tsx";
import { formatRoute, type Route, type Tab, TABS } from "./model/route.ts";
import type { ThemeChoice } from "./parts/theme.ts";

const LABELS: Readonly<Record<Tab, string>> = {
  "overview": "Overview",
  "actors": "Actors",
  "streams": "Streams",
  "dead-letters": "Dead letters",
  "events": "Events",
  "graph": "Graph",
  "timeline": "Timeline",
  "cluster": "Cluster",
};

interface HeaderOptions {
  readonly route: Route;
  readonly choice: ThemeChoice;
  readonly onPause: () => void;
  readonly onHelp: () => void;
  readonly onRetry: () => void;
}

/** The bar above every view. */
export function Header(options: HeaderOptions): JSX.Element {
  const { route, choice, onPause, onHelp, onRetry } = options;
  const { isPaused, hello } = useContext(EngineContext);
  return (
    <header class="header">
      <a class="brand" href="#/overview" aria-label="Backstage, overview">
        <Mark /> <span>Backstage</span>
      </a>
      <Tabs route={route} />
      <div class="tools">
        {hello?.readOnly && <span class="badge">read-only</span>}
        <ConnectionPill onRetry={onRetry} />
        <button
          type="button"
          class="quiet"
          aria-pressed={isPaused}
          aria-label={isPaused ? "Resume the refresh" : "Pause the refresh"}
          title={isPaused ? "Resume the refresh (p)" : "Pause the refresh (p)"}
          data-testid="pause-refresh"
          onClick={onPause}
        >
          <Icon name={isPaused ? "play" : "pause"} />
        </button>
        <button
          type="button"
          class="quiet"
          aria-label={`Theme: ${choice.theme}`}
          title={`Theme: ${choice.theme}`}
          data-testid="theme-toggle"
          onClick={() => choice.toggle()}
        >
          <Icon name={choice.theme} />
        </button>
        <button
          type="button"
          class="quiet"
          aria-label="Keys"
          title="Keys (?)"
          data-testid="keys-button"
          onClick={onHelp}
        >
          <Icon name="keys" />
        </button>
      </div>
    </header>
  );
}

function Tabs({ route }: { readonly route: Route }): JSX.Element {
  const { overview, hello } = useContext(EngineContext);
  const isAlone = hello === undefined || hello.cluster === null;
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    const current = bar.current?.querySelector("[aria-current]");
    current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [route.tab, isAlone]);
  const badges: Partial<Record<Tab, JSX.Element | false>> = {
    "actors": badgeOf(overview?.actors),
    "dead-letters": badgeOf(overview?.deadLetters || undefined),
    "graph": (overview?.stalled ?? 0) > 0 && (
      <span
        class="badge is-wait"
        title="Actors that have waited for another for a second or more"
        data-testid="graph-badge"
      >
        {formatShort(overview?.stalled ?? 0)}
      </span>
    ),
  };
  return (
    <nav class="tabs" aria-label="Views" ref={bar}>
      {TABS.filter((tab) => tab !== "cluster" || !isAlone).map((tab) => (
        <a
          key={tab}
          href={formatRoute({ tab })}
          data-testid={`tab-${tab}`}
          aria-current={route.tab === tab ? "page" : undefined}
        >
          {LABELS[tab]}
          {badges[tab]}
        </a>
      ))}
    </nav>
  );
}

function badgeOf(count: number | undefined): JSX.Element | false {
  return count !== undefined && <span class="badge">{formatShort(count)}</span>;
}

const WORDS: Readonly<Record<ConnectionState, string>> = {
  connecting: "Connecting…",
  open: "Live",
  gone: "Engine is gone, waiting",
  refused: "Token refused",
};

const MORE: Readonly<Record<ConnectionState, string>> = {
  connecting: "",
  open: "The figures are refreshed",
  gone: "The page keeps the last picture and goes on when the engine is back",
  refused: "The engine has another token: open the link that it printed",
};

function ConnectionPill(
  { onRetry }: { readonly onRetry: () => void },
): JSX.Element {
  const { state, isPaused } = useContext(EngineContext);
  const isHalted = state === "open" && isPaused;
  return (
    <span
      class={`pill is-${isHalted ? "paused" : state}`}
      role="status"
      aria-live="polite"
      data-testid="connection"
      data-state={state}
      title={isHalted
        ? "The refresh is paused, the engine is not"
        : MORE[state]}
    >
      <i />
      <span>{isHalted ? "Refresh paused" : WORDS[state]}</span>
      {(state === "gone" || state === "refused") && (
        <button type="button" class="link" onClick={onRetry}>Retry</button>
      )}
    </span>
  );
}
