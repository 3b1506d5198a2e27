// The picture of the people, as courses/core/figures/icon_array.py draws it: columns of 25, each a line whose dashes are
// the people. Numbers count people from the bottom left.
const ROWS = 25, CELL = 16, HEIGHT = ROWS * CELL;
const up = (row) => HEIGHT - row * CELL;

export function columns(first, end) {
  let path = "";
  for (let column = Math.floor(first / ROWS); column * ROWS < end; column += 1) {
    const low = Math.max(first - column * ROWS, 0), high = Math.min(end - column * ROWS, ROWS);
    if (high > low) path += `M${column * CELL + CELL / 2} ${up(low)}V${up(high)}`;
  }
  return path;
}

function polygon([[x, y], ...others]) {
  let path = `M${x * CELL} ${up(y)}`, level = y;
  for (const [across, high] of others) {
    path += high === level ? `H${across * CELL}` : `V${up(high)}`;
    level = high;
  }
  return `${path}Z`;
}

const box = (column, low, high) => polygon([[column, low], [column, high], [column + 1, high], [column + 1, low]]);

export function outline(first, end) {
  if (end <= first) return "";
  const left = Math.floor(first / ROWS), low = first % ROWS;
  const right = Math.floor((end - 1) / ROWS), high = (end - 1) % ROWS + 1;
  if (left === right) return box(left, low, high);
  if (right === left + 1 && high <= low) return box(left, low, ROWS) + box(right, 0, high);
  return polygon([
    [left, low], [left, ROWS], ...(high < ROWS ? [[right, ROWS], [right, high]] : []), [right + 1, high],
    [right + 1, 0], ...(low ? [[left + 1, 0], [left + 1, low]] : []),
  ]);
}

export function drawPeople(svg, counts) {
  const [tp, fn, fp, total] = [counts.tp, counts.fn, counts.fp, counts.total].map(Number);
  const flagged = fn + tp + fp;
  const paths = {
    tn: columns(flagged, total), fp: columns(fn + tp, flagged), tp: columns(fn, fn + tp), fn: columns(0, fn),
    flagged: outline(fn, flagged), ill: outline(0, fn + tp),
  };
  for (const path of svg.querySelectorAll("[data-of]")) path.setAttribute("d", paths[path.dataset.of]);
}
