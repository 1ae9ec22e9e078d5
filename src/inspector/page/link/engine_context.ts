import { type Context, createContext } from "preact";
import type { Hello, Overview } from "../../wire/protocol.ts";
import type { ConnectionState } from "./connection.ts";
import type { Ask } from "./poll.ts";
import type { Vitals } from "../model/vitals.ts";

/** What every view may use. */
export interface EngineView {
  readonly ask: Ask;
  readonly state: ConnectionState;
  /** Whether the refresh is paused; the engine is not. */
  readonly isPaused: boolean;
  readonly hello: Hello | undefined;
  readonly overview: Overview | undefined;
  readonly vitals: Vitals;
  /** Changes with the colours, for what is drawn on canvases. */
  readonly theme: string;
}

export const EngineContext: Context<EngineView> = createContext<EngineView>(
  undefined as unknown as EngineView,
);
