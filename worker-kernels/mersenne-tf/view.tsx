/** Trial factoring as a volunteer sees it: the Mersenne number in hand, and what divides it. */
import type { FieldValue, Row } from "../../protocol/layout/layout.ts";

const grouped = (digits: FieldValue | undefined): string => String(digits ?? "").replace(/\B(?=(?:\d{3})+$)/g, ",");

const factorsIn = (output: Row): readonly FieldValue[] => (Array.isArray(output["factors"]) ? output["factors"] : []);

/** Set with a raised exponent; read aloud and copied it is "2^p − 1". */
function MersenneNumber({ exponent }: { readonly exponent: FieldValue | undefined }) {
  return (
    <>
      2<span class="visually-hidden">^</span>
      <sup>{grouped(exponent)}</sup> − 1
    </>
  );
}

/** The candidates of a unit are q = 2kp + 1 for a run of k. */
export function UnitView({ input }: { readonly input: Row }) {
  return (
    <span class="formula">
      Does one of {grouped(input["kCount"])} candidates divide <MersenneNumber exponent={input["exponent"]} />?
    </span>
  );
}

export function FindingView({ input, output }: { readonly input: Row; readonly output: Row }) {
  const factors = factorsIn(output);
  return (
    <p class="formula">
      <MersenneNumber exponent={input["exponent"]} /> is divisible by{" "}
      {factors.map((factor, i) => (
        <span key={String(factor)}>
          {separator(i, factors.length)}
          <b>{grouped(factor)}</b>
        </span>
      ))}
    </p>
  );
}

/** What stands before the i-th of several: "a, b and c". */
function separator(i: number, count: number): string {
  if (i === 0) return "";
  return i === count - 1 ? " and " : ", ";
}

export const isFinding = (output: Row): boolean => factorsIn(output).length > 0;
