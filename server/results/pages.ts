/** A batch's results as pages of rows, each asked of the cell when the one before has been passed on. */
import type { BatchId } from "../../protocol/ids.ts";
import type { RowChoice } from "../../protocol/result-query.ts";
import { orThrow, type Refusable } from "../cell/refusal.ts";
import type { ResultPage } from "../cell/result-rows.ts";

/** Units asked of the cell at once: about 1 MB of text. */
const PAGE_UNITS = 2_000;

/** What the pages need of a cell. */
export interface ResultSource {
  resultPage(id: BatchId, after: number, limit: number, choice: RowChoice): Promise<Refusable<ResultPage>>;
}

/** Which rows of which batch. */
export interface Wanted extends RowChoice {
  readonly after?: number | undefined;
  readonly limit?: number | undefined;
}

/** Throws before the first page where there is no such batch, or a filter is none. The first page is there even where no row is. */
export async function resultPages(source: ResultSource, id: BatchId, wanted: Wanted): Promise<AsyncGenerator<ResultPage>> {
  const { state, where, after = -1, limit = Infinity } = wanted;
  const choice = { ...(state && { state }), ...(where && { where }) };
  const ask = async (behind: number): Promise<ResultPage> => orThrow(await source.resultPage(id, behind, PAGE_UNITS, choice));
  return following(await ask(after), ask, limit);
}

async function* following(first: ResultPage, ask: (behind: number) => Promise<ResultPage>, limit: number): AsyncGenerator<ResultPage> {
  let left = limit;
  let page = first;
  for (;;) {
    yield { ...page, rows: page.rows.slice(0, left) };
    left -= page.rows.length;
    if (page.last === undefined || left <= 0) return;
    page = await ask(page.last);
  }
}
