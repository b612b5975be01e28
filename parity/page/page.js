"use strict";
// Tables that can be sorted and filtered. Without this script they are plain tables, all readable.

const words = new Intl.Collator("en", { numeric: true });

for (const table of document.querySelectorAll(".table")) {
  const body = table.querySelector("tbody");
  const rows = [...body.rows];
  const heads = [...table.querySelectorAll("thead th")];
  if (rows.length > 1) heads.forEach((head, column) => makeSortable(head, column));
  const tools = table.querySelector(".tools");
  if (tools) makeFilterable(tools);

  function makeSortable(head, column) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(head, column));
  }

  // Ascending, descending, and as it was.
  function sort(head, column) {
    const now = head.getAttribute("aria-sort");
    const next = { ascending: "descending", descending: null }[now];
    const order = next === undefined ? "ascending" : next;
    for (const other of heads) other.removeAttribute("aria-sort");
    if (order) head.setAttribute("aria-sort", order);
    body.append(...(order ? sorted(column, order === "descending") : rows));
  }

  // What is empty stands last in either direction.
  function sorted(column, descending) {
    const keyed = rows.map((row) => [key(row.cells[column]), row]);
    const known = keyed.filter(([value]) => value !== "");
    const empty = keyed.filter(([value]) => value === "");
    known.sort(([a], [b]) => (descending ? compare(b, a) : compare(a, b)));
    return [...known, ...empty].map(([, row]) => row);
  }

  function makeFilterable(tools) {
    const input = tools.querySelector("input");
    const buttons = [...tools.querySelectorAll("[data-verdict]")];
    const output = tools.querySelector("output");
    const texts = rows.map((row) => row.textContent.toLowerCase());
    let verdict = "";

    function filter() {
      const parts = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, number) => {
        const fits =
          (!verdict || row.dataset.verdict === verdict) &&
          parts.every((part) => texts[number].includes(part));
        row.hidden = !fits;
        shown += fits;
      });
      const all = rows.length.toLocaleString("en");
      output.value = shown === rows.length ? `${all} rows` : `${shown.toLocaleString("en")} of ${all} rows`;
    }

    for (const button of buttons) {
      button.addEventListener("click", () => {
        verdict = button.dataset.verdict;
        for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
        filter();
      });
    }
    input.addEventListener("input", filter);
    tools.hidden = false;
    if (input.value) filter(); // what a browser kept from the last visit
  }
}

// A number where the cell has one, its text otherwise.
function key(cell) {
  return "n" in cell.dataset ? Number(cell.dataset.n) : cell.textContent.trim();
}

function compare(a, b) {
  return typeof a === "number" && typeof b === "number" ? a - b : words.compare(a, b);
}
