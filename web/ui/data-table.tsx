interface DataTableProps {
  /** Says what the table holds; also the name of its scrolling region. */
  readonly caption: string;
  readonly columns: readonly string[];
  /** The first cell of a row is its header. */
  readonly rows: readonly (readonly string[])[];
  /** Cells are words rather than numbers: they stand at the left, and wrap. */
  readonly isText?: boolean;
}

/** A table that scrolls inside its own region, by keyboard too, and never widens the page. */
export function DataTable({ caption, columns, rows, isText = false }: DataTableProps) {
  return (
    <div class="table-region" role="region" aria-label={caption} tabIndex={0}>
      <table class={isText ? "table table--text" : "table"}>
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([header, ...cells], row) => (
            <tr key={row}>
              <th scope="row">{header}</th>
              {cells.map((cell, i) => (
                <td key={columns[i + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
