import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Action, ActorDetail } from "../../../wire/protocol.ts";
import { Data } from "../../parts/actor_name.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import {
  type Parameter,
  parseParameter,
  readArguments,
} from "../../model/parameter.ts";
import { formatName } from "../../../wire/trace.ts";

/** Asks for a method and its arguments, and shows what will be sent. */
export function SendForm({ detail, onSend, onClose }: {
  readonly detail: ActorDetail;
  readonly onSend: (action: Action) => void;
  readonly onClose: () => void;
}): JSX.Element {
  const { row: { actor }, methods } = detail;
  const [method, setMethod] = useState(methods[0]?.method ?? "");
  const [texts, setTexts] = useState<readonly string[]>([]);
  const chosen = methods.find((one) => one.method === method);
  const parameters = (chosen?.parameters ?? []).map(parseParameter);
  const reading = readArguments(parameters, texts);
  const send = (event: Event) => {
    event.preventDefault();
    if (!("args" in reading)) return;
    onSend({ act: "send", actor, method, args: reading.args });
  };
  return (
    <Dialog title="Send a message" onClose={onClose} testId="send-dialog">
      <form onSubmit={send}>
        <p class="muted">
          to <Data text={formatName(actor)} as="id" />
        </p>
        <MethodField
          methods={methods}
          method={method}
          onChange={(method) => {
            setMethod(method);
            setTexts([]);
          }}
        />
        {parameters.map((parameter, index) => (
          <Field
            key={`${method} ${parameter.name}`}
            parameter={parameter}
            text={texts[index] ?? ""}
            onChange={(text) => {
              const next = parameters.map((_, at) => texts[at] ?? "");
              next[index] = text;
              setTexts(next);
            }}
          />
        ))}
        <Preview method={method} reading={reading} />
        <div class="dialog-foot">
          <button type="button" data-testid="cancel-button" onClick={onClose}>
            Cancel
          </button>
          <button
            type="submit"
            class="solid"
            data-testid="confirm-button"
            disabled={!("args" in reading)}
          >
            Send
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function MethodField({ methods, method, onChange }: {
  readonly methods: ActorDetail["methods"];
  readonly method: string;
  readonly onChange: (method: string) => void;
}): JSX.Element {
  return (
    <label class="field">
      <span>Method</span>
      <select
        value={method}
        data-testid="send-method"
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      >
        {methods.map(({ method }) => (
          <option key={method} value={method}>{method}</option>
        ))}
      </select>
    </label>
  );
}

function Preview({ method, reading }: {
  readonly method: string;
  readonly reading: ReturnType<typeof readArguments>;
}): JSX.Element {
  if (!("args" in reading)) {
    return <p class="preview muted">{reading.name}: {reading.problem}</p>;
  }
  const list = reading.args.map((value) => JSON.stringify(value)).join(", ");
  return (
    <p class="preview">
      <Data text={`${method}(${list})`} as="method" />
    </p>
  );
}

interface FieldOptions {
  readonly parameter: Parameter;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

function Field({ parameter, text, onChange }: FieldOptions): JSX.Element {
  const { name, type, isOptional } = parameter;
  return (
    <label class="field">
      <span>
        {name}{" "}
        <Data text={isOptional ? `${type}, optional` : type} as="muted" />
      </span>
      <Input parameter={parameter} text={text} onChange={onChange} />
    </label>
  );
}

function Input({ parameter, text, onChange }: FieldOptions): JSX.Element {
  const { name, input, choices } = parameter;
  const shared = {
    "data-testid": `send-${name}`,
    value: text,
    onInput: (
      { currentTarget }: { readonly currentTarget: { readonly value: string } },
    ) => onChange(currentTarget.value),
  };
  if (input === "boolean" || input === "choice") {
    const values = input === "boolean" ? ["true", "false"] : choices;
    return (
      <select {...shared}>
        <option value="" />
        {values.map((one) => <option key={one} value={one}>{one}</option>)}
      </select>
    );
  }
  if (input === "json") {
    return (
      <textarea {...shared} rows={3} placeholder="JSON" spellcheck={false} />
    );
  }
  const isNumber = input === "number";
  return (
    <input
      {...shared}
      type="text"
      inputMode={isNumber ? "decimal" : "text"}
      autocomplete="off"
    />
  );
}
