// Ordering without dragging: Move up and Move down stand in for the number fields, which go on carrying the answer.
function rowsOf(list) {
  return [...list.children];
}

// What the fields say after every change: each row's place, and which moves are left.
function number(list) {
  const rows = rowsOf(list);
  rows.forEach((row, at) => {
    row.querySelector("select").value = String(at + 1);
    for (const button of row.querySelectorAll("[data-move]")) {
      const end = button.dataset.move === "up" ? 0 : rows.length - 1;
      button.ariaDisabled = at === end ? "true" : null;
    }
  });
}

// The rows in the order of their fields, when each has a place of its own; else as they stand.
export function arrange(list) {
  const rows = rowsOf(list);
  const place = (row) => Number(row.querySelector("select").value);
  if (new Set(rows.map(place).filter(Boolean)).size === rows.length) {
    list.append(...rows.sort((one, other) => place(one) - place(other)));
  }
  number(list);
}

function move(list, row, up) {
  const other = up ? row.previousElementSibling : row.nextElementSibling;
  if (other) {
    if (up) row.after(other); // the neighbour moves, so that the button keeps its focus
    else row.before(other);
    number(list);
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const said = { step: row.querySelector("label").textContent.trim(), n: rowsOf(list).indexOf(row) + 1, all: rowsOf(list).length };
  list.parentElement.querySelector("[data-live]").textContent = list.dataset.said.replace(/\{(\w+)\}/g, (_, name) => said[name]);
}

// Called for the whole page, and for an exercise that has come anew.
export function startOrdering(root = document) {
  for (const list of root.querySelectorAll("[data-ordering]")) {
    const hint = list.parentElement.querySelector("[data-moving]");
    hint.textContent = hint.dataset.moving;
    for (const row of rowsOf(list)) {
      const select = row.querySelector("select");
      const moves = row.querySelector(".moves");
      select.hidden = true;
      moves.hidden = false;
      row.id = select.id; // where an error leads to; the words of the step are no label any more
      select.removeAttribute("id");
    }
    list.classList.add("moving");
    arrange(list);
    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-move]");
      if (button) move(list, button.closest("li"), button.dataset.move === "up");
    });
  }
}
