import type { JSX } from "preact";
import {
  useCallback,
  useEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from "preact/hooks";
import type { Hello, Overview } from "../wire/protocol.ts";
import { Absence } from "./parts/absence.tsx";
import type { Connection } from "./link/connection.ts";
import { EngineContext, type EngineView } from "./link/engine_context.ts";
import { Header } from "./header.tsx";
import { KeysHelp } from "./keys_help.tsx";
import { useKeys } from "./parts/keys.ts";
import type { Answer, Ask } from "./link/poll.ts";
import {
  formatRoute,
  parseRoute,
  type Route,
  type Tab,
} from "./model/route.ts";
import { createSession } from "./session.ts";
import { useTheme } from "./parts/theme.ts";
import { PERIOD_MS, useAnswer } from "./link/use_answer.ts";
import { View } from "./view.tsx";
import { addOverview, createVitals } from "./model/vitals.ts";

const KEYS: Readonly<Record<string, Tab>> = {
  "1": "overview",
  "2": "actors",
  "3": "streams",
  "4": "dead-letters",
  "5": "events",
  "6": "graph",
  "7": "timeline",
  "8": "cluster",
  "o": "overview",
  "a": "actors",
  "s": "streams",
  "d": "dead-letters",
  "e": "events",
  "g": "graph",
  "t": "timeline",
  "c": "cluster",
};

/** The whole page. */
export function App(
  { connection }: { readonly connection: Connection },
): JSX.Element {
  const route = useRoute();
  const choice = useTheme();
  const session = useMemo(createSession, []);
  const [isPaused, setPaused] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const engine = useEngine(connection, isPaused, choice.shown);
  const togglePause = () => setPaused(!isPaused);
  useKeys({
    ...mapTabs(),
    "p": togglePause,
    "?": () => setHelpOpen(true),
  });
  return (
    <EngineContext.Provider value={engine}>
      <Vitals tab={route.tab} onOverview={engine.see} />
      <Header
        route={route}
        choice={choice}
        onPause={togglePause}
        onHelp={() => setHelpOpen(true)}
        onRetry={() => connection.retry()}
      />
      <Absence />
      <main id="view" data-stale={engine.state !== "open"}>
        <View route={route} session={session} />
      </main>
      {isHelpOpen && <KeysHelp onClose={() => setHelpOpen(false)} />}
    </EngineContext.Provider>
  );
}

/** Asks for the overview: often while it is shown, else for its warnings. */
function Vitals({ tab, onOverview }: {
  readonly tab: Tab;
  readonly onOverview: (answer: Answer<Overview>) => void;
}): null {
  const periodMs = tab === "overview" ? PERIOD_MS : 1_000;
  useAnswer<"overview">({ view: "overview" }, periodMs, onOverview);
  return null;
}

function useEngine(
  connection: Connection,
  isPaused: boolean,
  theme: string,
): EngineView & { see(answer: Answer<Overview>): void } {
  const state = useConnectionState(connection);
  const [hello, setHello] = useState<Hello>();
  const [overview, setOverview] = useState<Overview>();
  const vitals = useMemo(createVitals, []);
  const known = useRef<Hello | undefined>(undefined);
  const ask = useCallback<Ask>(
    (question) => connection.ask(question as never) as Promise<never>,
    [connection],
  );
  useEffect(() => {
    if (state !== "open") return;
    const take = ({ body }: Answer<Hello>) => {
      // Another engine counts from zero.
      if (body.startedAt !== known.current?.startedAt) vitals.clear();
      known.current = body;
      setHello(body);
    };
    ask<"hello">({ view: "hello" }).then(take, () => {});
  }, [state]);
  const see = useCallback(({ at, body }: Answer<Overview>) => {
    addOverview(vitals, at, body);
    setOverview(body);
  }, []);
  return { ask, state, isPaused, hello, overview, vitals, theme, see };
}

function useConnectionState(connection: Connection): EngineView["state"] {
  const [, redraw] = useReducer((draws: number) => draws + 1, 0);
  useEffect(() => {
    // The socket may have opened before this effect runs.
    redraw(undefined);
    return connection.listen(() => redraw(undefined));
  }, [connection]);
  return connection.state;
}

function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const look = () => setRoute(parseRoute(location.hash));
    addEventListener("hashchange", look);
    return () => removeEventListener("hashchange", look);
  }, []);
  return route;
}

function mapTabs(): Record<string, () => void> {
  return Object.fromEntries(
    Object.entries(KEYS).map(([key, tab]) => [
      key,
      () => {
        location.hash = formatRoute({ tab });
      },
    ]),
  );
}
