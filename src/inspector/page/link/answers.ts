import type {
  ActorDetail,
  ActorPlaceDetail,
  Actors,
  ActResult,
  ClusterDetail,
  DeadLetters,
  Graph,
  Hello,
  Log,
  Overview,
  RecordDetail,
  Streams,
  StreamsQuery,
  Timeline,
} from "../../wire/protocol.ts";

/** The body of each view's answer. */
export interface Answers {
  readonly "hello": Hello;
  readonly "overview": Overview;
  readonly "actors": Actors;
  readonly "actor": ActorDetail;
  readonly "place": ActorPlaceDetail | null;
  readonly "cluster": ClusterDetail;
  readonly "streams": Streams;
  readonly "dead-letters": DeadLetters;
  readonly "log": Log;
  readonly "graph": Graph;
  readonly "timeline": Timeline;
  readonly "record": RecordDetail;
  readonly "act": ActResult;
}

export type { QuestionOf } from "../../wire/protocol.ts";

export type StreamColumn = NonNullable<StreamsQuery["sort"]>;

/** One failure of an actor. */
export type Failure = ActorDetail["failures"][number];
