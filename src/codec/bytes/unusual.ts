/**
 * What a quick way throws where values or bytes are not as they are as a rule:
 * no reason is told, for the way that can do everything is taken next.
 */
class Unusual {}

/** The only one: to throw it costs no stack. */
export const UNUSUAL = new Unusual();

/**
 * Deepest nesting that a quick way follows. It does not count every container,
 * and is still far from what the limits of a message forbid.
 */
export const MAX_TYPED_DEPTH = 64;
