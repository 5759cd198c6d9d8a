/** The field of squares as four fills and one outline: a path each, whatever the number of squares. */
import type { Field, Square, Step } from "../state/picture-field.ts";

/** A square and the gap to its neighbour, in units of the drawing. */
export const PITCH = 20;
export const SIDE = 17;
const RADIUS = 3;
const DOT_RADIUS = 3.6;

export interface PicturePaths {
  readonly width: number;
  readonly height: number;
  readonly inHands: string;
  /** The fills of one step each, with the dots of own squares cut out of them. */
  readonly steps: readonly { readonly step: Step; readonly d: string }[];
}

export function picturePaths({ columns, squares }: Field): PicturePaths {
  const fills: Record<Step, string> = { 1: "", 2: "", 3: "", 4: "" };
  let inHands = "";
  squares.forEach((square, i) => {
    const x = (i % columns) * PITCH;
    const y = Math.floor(i / columns) * PITCH;
    fills[square.step] += fillOf(square, x, y) + (square.own > 0 ? dot(x + SIDE / 2, y + SIDE / 2) : "");
    if (square.inHands && square.checked < square.units) inHands += rounded(x + 1, y + 1, SIDE - 2, SIDE - 2);
  });
  return {
    width: columns * PITCH - (PITCH - SIDE),
    height: Math.ceil(squares.length / columns) * PITCH - (PITCH - SIDE),
    inHands,
    steps: ([1, 2, 3, 4] as const).map((step) => ({ step, d: fills[step] })),
  };
}

/** Fills from the bottom by the share checked. */
function fillOf({ checked, units }: Square, x: number, y: number): string {
  if (checked === 0) return "";
  const height = Math.max(2 * RADIUS, (checked / units) * SIDE);
  return rounded(x, y + SIDE - height, SIDE, height);
}

function rounded(x: number, y: number, width: number, height: number): string {
  const arc = (dx: number, dy: number): string => `a${RADIUS} ${RADIUS} 0 0 1 ${dx} ${dy}`;
  const [h, v] = [width - 2 * RADIUS, round(height - 2 * RADIUS)];
  const [r, l] = [RADIUS, -RADIUS];
  return `M${x + RADIUS} ${round(y)}h${h}${arc(r, r)}v${v}${arc(l, r)}h${-h}${arc(l, l)}v${-v}${arc(r, l)}z`;
}

/**
 * Under the even-odd rule a dot over a fill is a hole in it, and a dot over paper is filled: it
 * shows on either, without a path of its own.
 */
const dot = (x: number, y: number): string =>
  `M${x - DOT_RADIUS} ${y}a${DOT_RADIUS} ${DOT_RADIUS} 0 1 0 ${2 * DOT_RADIUS} 0a${DOT_RADIUS} ${DOT_RADIUS} 0 1 0 ${-2 * DOT_RADIUS} 0z`;

const round = (value: number): number => Math.round(value * 10) / 10;
