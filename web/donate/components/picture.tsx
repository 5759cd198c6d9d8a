import type { Field } from "../state/picture-field.ts";
import { PITCH, picturePaths, SIDE } from "./picture-paths.ts";

interface PictureProps {
  readonly field: Field;
  /** Id of the caption that says the same in words. */
  readonly captionId: string;
}

/** The field of squares. Its empty outlines are one pattern, laid under whole rows and the last one. */
export function Picture({ field, captionId }: PictureProps) {
  const { width, height, inHands, steps } = picturePaths(field);
  const lastRow = field.squares.length % field.columns;
  const wholeRows = Math.floor(field.squares.length / field.columns) * PITCH;
  return (
    <svg
      class="picture"
      viewBox={`-1 -1 ${width + 2} ${height + 2}`}
      role="img"
      aria-label="The picture so far"
      aria-describedby={captionId}
    >
      <pattern id="empty-square" width={PITCH} height={PITCH} patternUnits="userSpaceOnUse">
        <rect class="picture__empty" x="0.75" y="0.75" width={SIDE - 1.5} height={SIDE - 1.5} rx="2.5" />
      </pattern>
      <rect width={width} height={wholeRows} fill="url(#empty-square)" />
      <rect y={wholeRows} width={lastRow * PITCH} height={PITCH} fill="url(#empty-square)" />
      {steps.map(({ step, d }) => (
        <path key={step} class={`picture__step-${step}`} d={d} fill-rule="evenodd" />
      ))}
      <path class="picture__in-hands" d={inHands} />
    </svg>
  );
}
