import { useContext, useEffect, useRef, useState } from "preact/hooks";
import type { Question } from "../../wire/protocol.ts";
import type { Answers, QuestionOf } from "./answers.ts";
import { browserClock } from "./browser.ts";
import { EngineContext } from "./engine_context.ts";
import { type Answer, Poll } from "./poll.ts";

/** How often what is shown is asked for. */
export const PERIOD_MS = 250;
const HIDDEN_PERIOD_MS = 5_000;

/** What a view knows: the last answer, and why there is no newer one. */
export interface Polled<Body> {
  readonly answer: Answer<Body> | undefined;
  readonly error: string | undefined;
}

/**
 * Asks again and again while the component is shown; at once when the question
 * changes, and slowly while the page is hidden.
 */
export function useAnswer<View extends Question["view"]>(
  question: QuestionOf<View>,
  periodMs: number,
  see?: (answer: Answer<Answers[View]>) => void,
): Polled<Answers[View]> {
  const engine = useContext(EngineContext);
  const [polled, setPolled] = useState<Polled<Answers[View]>>({
    answer: undefined,
    error: undefined,
  });
  const latest = useRef({ engine, question, periodMs, see });
  latest.current = { engine, question, periodMs, see };
  const poll = useRef<Poll<Answers[View]> | undefined>(undefined);

  useEffect(() => {
    const one = new Poll<Answers[View]>({
      clock: browserClock,
      ask: () => latest.current.engine.ask<View>(latest.current.question),
      show: (answer) => {
        latest.current.see?.(answer);
        setPolled({ answer, error: undefined });
      },
      // The last answer stays on the screen.
      fail: ({ message }) =>
        setPolled(({ answer }) => ({ answer, error: message })),
      periodMs: () => choosePeriod(latest.current),
    });
    poll.current = one;
    const look = () => document.hidden || one.hurry();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      one.stop();
    };
  }, []);

  const { state, isPaused } = engine;
  useEffect(() => {
    if (state === "open") poll.current?.hurry();
  }, [state, isPaused, keyOf(question), periodMs]);
  return polled;
}

// `after` moves with every answer, and makes no new question.
function keyOf(question: Question): string {
  return JSON.stringify({ ...question, after: undefined });
}

function choosePeriod(
  { engine, periodMs }: {
    readonly engine: { readonly state: string; readonly isPaused: boolean };
    readonly periodMs: number;
  },
): number | undefined {
  if (engine.state !== "open" || engine.isPaused) return undefined;
  return document.hidden ? Math.max(HIDDEN_PERIOD_MS, periodMs) : periodMs;
}
