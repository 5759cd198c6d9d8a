/** A search for a cut as a volunteer sees it: how the best cut grew, and the two sides it ended with. */
import type { FieldValue, Row } from "../../protocol/layout/layout.ts";
import { sideOf, WORD_BITS } from "./verify.ts";

const grouped = (digits: FieldValue | undefined): string => String(digits ?? "").replace(/\B(?=(?:\d{3})+$)/g, ",");

const numbersIn = (value: FieldValue | undefined): number[] => (Array.isArray(value) ? value.map(Number) : []);

export function UnitView({ input }: { readonly input: Row }) {
  return (
    <span>
      Cutting a network of {grouped(input["vertices"])} points in two, {grouped(input["sweeps"])} rounds from {grouped(input["walkers"])}{" "}
      starts
    </span>
  );
}

export function FindingView({ output }: { readonly input: Row; readonly output: Row }) {
  const climb = numbersIn(output["climb"]);
  return (
    <div>
      <p class="formula">
        A cut of weight <b>{grouped(output["cut"])}</b>, up from {grouped(String(climb[0] ?? ""))} by chance
      </p>
      <Climb climb={climb} />
      <Sides partition={numbersIn(output["partition"])} />
    </div>
  );
}

export const isFinding = (): boolean => true;

const CLIMB_WIDTH = 160;
const CLIMB_HEIGHT = 40;

/** The best cut over the time of the search, from the first to the last. */
function Climb({ climb }: { readonly climb: readonly number[] }) {
  const [low, high] = [Math.min(...climb), Math.max(...climb)];
  const points = climb.map((cut, step) => {
    const x = (step * CLIMB_WIDTH) / Math.max(1, climb.length - 1);
    const y = CLIMB_HEIGHT * (1 - (cut - low) / Math.max(1, high - low));
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg viewBox={`-2 -2 ${CLIMB_WIDTH + 4} ${CLIMB_HEIGHT + 4}`} width={CLIMB_WIDTH} role="img" aria-label="The best cut over time">
      <polyline points={points.join(" ")} fill="none" stroke="currentColor" stroke-width="2" />
    </svg>
  );
}

/** Squares drawn at most: the page shows, it does not store. */
const MAX_SQUARES = 2_048;
const COLUMNS = 64;
const SQUARE = 3;

/** The vertices in rows: filled on one side, empty on the other. */
function Sides({ partition }: { readonly partition: readonly number[] }) {
  const vertices = Math.min(partition.length * WORD_BITS, MAX_SQUARES);
  const filled = Array.from({ length: vertices }, (_, vertex) => vertex).filter((vertex) => sideOf(partition, vertex) === 1);
  const squares = filled.map((vertex) => `M${(vertex % COLUMNS) * SQUARE} ${Math.floor(vertex / COLUMNS) * SQUARE}h2v2h-2z`);
  const size = { width: COLUMNS * SQUARE, height: Math.ceil(vertices / COLUMNS) * SQUARE };
  return (
    <svg viewBox={`0 0 ${size.width} ${size.height}`} {...size} role="img" aria-label="The two sides">
      <path d={squares.join("")} fill="currentColor" />
    </svg>
  );
}
