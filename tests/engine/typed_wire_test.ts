import {
  CodecError,
  type Context,
  Engine,
  newSubscriber,
} from "@backstage/actors";
import {
  ActorProxy,
  bytes,
  check,
  type Codec,
  type Copier,
  defineActor,
  link,
} from "@backstage/actors/proxy";
import { assertEquals, assertRejects } from "@std/assert";

/** What was done to values, in order. */
const done: string[] = [];

function watchCopier(name: string, copier: Copier): Copier {
  return (value, owner) => {
    done.push(`${name} is copied`);
    return copier(value, owner);
  };
}

function watchCodec(name: string, codec: Codec): Codec {
  return bytes.of((value, to) => {
    done.push(`${name} is written`);
    codec.write(value, to);
  }, (from) => {
    done.push(`${name} is read`);
    return codec.read(from);
  });
}

class Ears {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  hear(words: string[]): number {
    return words.length;
  }

  follow(stream: string): void {
    this.#context.getStream<string[]>(stream).subscribe(
      newSubscriber(this.#context.actorId, EarsProxy.Method.hear),
    );
  }

  async *repeat(words: string[]): AsyncGenerator<string, number, void> {
    yield* words;
    await null;
    return words.length;
  }
}

const copyWords = watchCopier(
  "payload",
  (value) => check.array(value).map((word, at) => check.string(word, at)),
);
const payload = watchCodec("payload", bytes.list(bytes.string));
const copyResult = watchCopier("result", (value) => check.number(value, null));
const result = watchCodec("result", bytes.number);

const definition = defineActor({
  type: "Ears",
  create: (context: Context) => new Ears(context),
  methods: {
    hear: {
      payload: "value",
      copyPayload: copyWords,
      copyResult,
      bytes: () => ({ payload, result }),
      isSynchronous: true,
      invoke: (actor: Ears, words: string[]) => actor.hear(words),
    },
    follow: {
      payload: "value",
      isOneWay: true,
      invoke: (actor: Ears, stream: string) => actor.follow(stream),
    },
    repeat: {
      payload: "value",
      copyPayload: copyWords,
      copyResult,
      copyYield: watchCopier("yield", (value) => check.string(value, null)),
      bytes: () => ({
        payload,
        result,
        yielded: watchCodec("yield", bytes.string),
      }),
      isStreaming: true,
      invoke: (actor: Ears, words: string[]) => actor.repeat(words),
    },
  },
});

class EarsProxy extends ActorProxy {
  static readonly definition = definition;
  static readonly Method = definition.methods;

  hear(words: string[]): Promise<number> {
    return this[link].call(definition.methods.hear, words);
  }

  follow(stream: string): Promise<void> {
    return this[link].call(definition.methods.follow, stream);
  }

  repeat(words: string[]): AsyncGenerator<string, number, void> {
    return this[link].stream(definition.methods.repeat, words);
  }
}

function open(): Engine {
  done.length = 0;
  return new Engine({ wire: "always" });
}

const CROSSED = [
  "payload is written",
  "payload is read",
  "result is written",
  "result is read",
];

Deno.test("Engine makes no copy of what a wire's codecs take", async () => {
  await using engine = open();
  assertEquals(await engine.getActor(EarsProxy, "a").hear(["one", "two"]), 2);
  assertEquals(done, CROSSED);
});

Deno.test("Engine asks a copier when a codec refuses", async () => {
  await using engine = open();
  const ears = engine.getActor(EarsProxy, "a");
  await assertRejects(
    () => ears.hear(["one", 2 as never]),
    CodecError,
    'Cannot call "Ears/a".hear: [1]: expected string, got number',
  );
  assertEquals(done, ["payload is written", "payload is copied"]);
});

Deno.test("Engine copies what only a copier takes, and goes on", async () => {
  await using engine = open();
  const ears = engine.getActor(EarsProxy, "a");
  // A text with half a pair is text to a writer, and tagged to a reader.
  assertEquals(await ears.hear(["\ud800"]), 1);
  assertEquals(done, [
    "payload is written",
    "payload is read",
    "payload is copied",
    "result is written",
    "result is read",
  ]);
});

Deno.test("Stream.next() makes no copy of what a codec takes", async () => {
  await using engine = open();
  await engine.getActor(EarsProxy, "a").follow("words");
  await engine.getStream<string[]>("words").next(["one"]);
  await engine.run();
  assertEquals(done, ["payload is written", "payload is read"]);
});

Deno.test("Engine writes values of streaming replies by codecs", async () => {
  await using engine = open();
  const heard = await Array.fromAsync(
    engine.getActor(EarsProxy, "a").repeat(["one", "two"]),
  );
  assertEquals(heard, ["one", "two"]);
  assertEquals(done, [
    // It is sent when the first value is asked for: until then it is a copy.
    "payload is copied",
    "payload is written",
    "payload is read",
    "yield is written",
    "yield is read",
    "yield is written",
    "yield is read",
    "result is written",
    "result is read",
  ]);
});
