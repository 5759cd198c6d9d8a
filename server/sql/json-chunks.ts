/** Rows for `json_each`, in texts that a database takes: a Durable Object's holds no string above 2 MB. */

/** Half of what is allowed: lengths here are in UTF-16 units, and only texts of ASCII are as long in bytes. */
const MAX_CHARS = 1_000_000;

/** JSON arrays that together hold the rows, in order. A row that is longer than a chunk by itself gets one of its own. */
export function* jsonChunks(rows: Iterable<unknown>): Generator<{ readonly json: string; readonly rows: number }> {
  let texts: string[] = [];
  let chars = 0;
  for (const row of rows) {
    const text = JSON.stringify(row);
    if (texts.length > 0 && chars + text.length > MAX_CHARS) {
      yield { json: `[${texts.join()}]`, rows: texts.length };
      [texts, chars] = [[], 0];
    }
    texts.push(text);
    chars += text.length + 1;
  }
  if (texts.length > 0) yield { json: `[${texts.join()}]`, rows: texts.length };
}
