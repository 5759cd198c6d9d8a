import { Card } from "../../ui/card.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { formatCount, formatShare, plural } from "../../ui/format.ts";
import type { Donate } from "../state/donate.ts";
import type { Field } from "../state/picture-field.ts";
import { Freshness } from "./freshness.tsx";
import { Picture } from "./picture.tsx";
import { PictureTable } from "./picture-table.tsx";

/** The picture so far: one quiet field that fills only with checked results. */
export function PictureCard({ donate }: { readonly donate: Donate }) {
  return (
    <Card id="picture" heading="The picture so far">
      <PictureFigure donate={donate} />
      <Freshness donate={donate} />
    </Card>
  );
}

function PictureFigure({ donate }: { readonly donate: Donate }) {
  const study = donate.watch.study.value;
  const field = donate.field.value;
  if (study.kind === "none") return <p>There is no study yet. When a researcher submits one, it takes shape here.</p>;
  if (field === null || study.kind !== "known") return <p>It appears here as soon as the server has answered.</p>;
  return (
    <figure class="figure">
      <Picture field={field} captionId="picture-caption" />
      <figcaption id="picture-caption" class="fine">
        {captionOf(field, study.kernel.pictureCaption)}
      </figcaption>
      <Disclosure summary="Show as table">{() => <PictureTable field={field} meaning={study.kernel.pictureCaption} />}</Disclosure>
    </figure>
  );
}

function captionOf(field: Field, meaning: string): string {
  const perSquare = Math.round(field.units / Math.max(1, field.squares.length));
  const about = field.units % field.squares.length === 0 ? "is" : "is about";
  const checked = `${formatCount(field.checked)} of ${plural(field.units, "piece", "pieces")} checked (${formatShare(field.checked, field.units)}).`;
  const scale = `1 square ${about} ${plural(perSquare, "piece", "pieces")}; colour: ${meaning}, stronger for more.`;
  const own = field.own === 0 ? "A dot will mark your work." : `A dot marks your work: ${plural(field.own, "piece", "pieces")}.`;
  return `${field.checked === 0 ? "Be among the first hands. " : ""}${checked} ${scale} ${own}`;
}
