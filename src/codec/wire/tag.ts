/** A date: seconds since 1970, `NaN` when it is invalid. */
export const DATE_TAG = 1;

/** A bigint that is not negative: its bytes. */
export const BIGINT_TAG = 2;

/** A negative bigint: the bytes of `-1 - value`. */
export const NEGATIVE_BIGINT_TAG = 3;

/** Any other object: a list of its type's name and its parts. */
export const OBJECT_TAG = 27;

/** A URL: its text. */
export const URL_TAG = 32;

/** A set: the list of its members. */
export const SET_TAG = 258;

/** A map, whose keys may be of any kind; a map without the tag is an object. */
export const MAP_TAG = 259;

/** The names allowed first in the list under {@linkcode OBJECT_TAG}. */
export type ObjectName =
  | "ArrayBuffer"
  | "DataView"
  | "Error"
  | "Number"
  | "RegExp"
  | "String"
  | "backstage.actor";
