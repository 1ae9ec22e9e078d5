import { showOption } from "./show_option.ts";

/** What the value of one option may be. */
export interface OptionRule<Value> {
  /** The rule as an error says it, such as `a number from 0 to 5`. */
  readonly text: string;
  /** The error's class for a value that breaks it. */
  readonly error: typeof RangeError | typeof TypeError;
  allows(value: unknown): value is Value;
}

/** The rules of options, by name. */
export type OptionRules<Settings> = {
  readonly [Name in keyof Settings]: OptionRule<Settings[Name]>;
};

/** A number within limits, both included. */
export function numberFrom(min: number, max: number): OptionRule<number> {
  return {
    text: `a number from ${min} to ${max}`,
    error: RangeError,
    allows: (value): value is number =>
      typeof value === "number" && value >= min && value <= max,
  };
}

/** A whole number within limits, both included. */
export function wholeNumberFrom(min: number, max: number): OptionRule<number> {
  const { allows, error } = numberFrom(min, max);
  return {
    text: `a whole number from ${min} to ${max}`,
    error,
    allows: (value): value is number =>
      Number.isInteger(value) && allows(value),
  };
}

/** One of some texts. */
export function oneOf<Value extends string>(
  ...values: readonly Value[]
): OptionRule<Value> {
  const quoted = values.map((value) => JSON.stringify(value));
  const last = quoted.pop();
  return {
    text: `${quoted.join(", ")} or ${last}`,
    error: TypeError,
    allows: (value): value is Value => values.some((one) => one === value),
  };
}

/**
 * Throws unless an option's value keeps a rule.
 *
 * @throws {RangeError} If a number is out of its limits.
 * @throws {TypeError} If a text is none of those that are allowed.
 */
export function assertOption<Value>(
  name: string,
  value: unknown,
  rule: OptionRule<Value>,
): asserts value is Value {
  if (rule.allows(value)) return;
  throw new rule.error(
    `Cannot use ${name} ${showOption(value)}: it must be ${rule.text}`,
  );
}

/** Fills in the defaults of options; throws as {@linkcode assertOption}. */
export function readOptions<Settings extends object>(
  rules: OptionRules<Settings>,
  options: { readonly [Name in keyof Settings]?: Settings[Name] | undefined },
  defaults: Settings,
): Settings {
  const settings = { ...defaults };
  for (const name of Object.keys(rules) as (keyof Settings & string)[]) {
    const value = options[name] ?? defaults[name];
    assertOption(name, value, rules[name]);
    settings[name] = value;
  }
  return settings;
}
