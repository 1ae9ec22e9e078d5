// A stream that an actor and the program publish to, with two subscribers.
import { type Context, Engine, newSubscriber } from "@backstage/actors";
import { ReaderProxy } from "./generated/reader_proxy.gen.ts";
import { ReporterProxy } from "./generated/reporter_proxy.gen.ts";

export interface News {
  topic: "weather" | "sport";
  headline: string;
}

// @generate-proxy
export class Reporter {
  constructor(private readonly ctx: Context) {}

  publish(headline: string): void {
    const news = this.ctx.getStream<News>("news");
    news.next({ topic: "sport", headline });
  }
}

// @generate-proxy
export class Reader {
  readonly #read: string[] = [];

  constructor(private readonly ctx: Context) {}

  handleNews({ topic, headline }: News): void {
    this.#read.push(headline);
    this.ctx.log.info(`${topic}: ${headline}`);
  }

  unsubscribe(): void {
    const self = newSubscriber(
      this.ctx.actorId,
      ReaderProxy.Method.handleNews,
    );
    this.ctx.getStream<News>("news").unsubscribe(self);
  }

  headlines(): string[] {
    return this.#read;
  }
}

if (import.meta.main) {
  await using engine = new Engine();
  const news = engine.getStream<News>("news");
  for (const id of ["ann", "bob"]) {
    news.subscribe(newSubscriber(id, ReaderProxy.Method.handleNews));
  }

  await news.next({ topic: "weather", headline: "Sun at last" });
  await engine.getActor(ReporterProxy, "eve").publish("Two goals in a minute");

  const bob = engine.getActor(ReaderProxy, "bob");
  await bob.unsubscribe();
  await news.next({ topic: "weather", headline: "Rain again" });
  console.log("Bob read", await bob.headlines());
}
