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
  return (
    <>
      {factorsIn(output).map((factor) => (
        <p class="formula" key={String(factor)}>
          <MersenneNumber exponent={input["exponent"]} /> is divisible by <b>{grouped(factor)}</b>
        </p>
      ))}
    </>
  );
}

export const isFinding = (output: Row): boolean => factorsIn(output).length > 0;
