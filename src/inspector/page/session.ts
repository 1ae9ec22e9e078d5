import type { ActorColumn, ActorStateName, Name } from "../wire/protocol.ts";
import type { StreamColumn } from "./link/answers.ts";
import type { Sort } from "./parts/column.ts";
import { ClusterWatch } from "./model/cluster_watch.ts";
import { Recording } from "./model/recording.ts";
import type { Place } from "./parts/table_options.ts";

/** How the actors' list is set; kept while other views are shown. */
export interface ActorsSetting {
  filter: string;
  type: string;
  state: ActorStateName | "";
  isGrouped: boolean;
  sort: Sort<ActorColumn>;
  readonly place: Place;
}

/** What the views remember as long as the page is open. */
export interface Session {
  actors: ActorsSetting;
  streams: { filter: string; sort: Sort<StreamColumn>; readonly place: Place };
  letters: LogSetting;
  events: LogSetting;
  graphBy: "auto" | "actor" | "type";
  /** The actor whose neighbours the graph shows. */
  graphAround: Name | undefined;
  readonly recording: Recording;
  readonly cluster: ClusterWatch;
}

/** How a list of events is set. */
export interface LogSetting {
  readonly filter: string;
  /** An actor type; empty: all. */
  readonly type: string;
  /** A kind of event, or the reason of a dead letter; empty: all. */
  readonly kind: string;
  readonly isFolded: boolean;
}

function createLogSetting(): LogSetting {
  return { filter: "", type: "", kind: "", isFolded: true };
}

/** The settings that a fresh page has. */
export function createSession(): Session {
  return {
    actors: {
      filter: "",
      type: "",
      state: "",
      isGrouped: false,
      sort: { key: "rate", isDescending: true },
      place: createPlace(),
    },
    streams: {
      filter: "",
      sort: { key: "rate", isDescending: true },
      place: createPlace(),
    },
    letters: createLogSetting(),
    events: createLogSetting(),
    graphBy: "auto",
    graphAround: undefined,
    recording: new Recording(),
    cluster: new ClusterWatch(),
  };
}

/** The top of a table, with no row selected. */
export function createPlace(): Place {
  return { scrollTop: 0, selected: -1 };
}
