"use strict";
// Sorts the rows of a table by the column whose button is pressed; once more, the other way round.
document.querySelectorAll("th button").forEach(function (button) {
  button.addEventListener("click", function () {
    var head = button.closest("th"), table = head.closest("table"), body = table.tBodies[0];
    var column = Array.prototype.indexOf.call(head.parentNode.children, head);
    var down = head.getAttribute("aria-sort") === "ascending";
    table.querySelectorAll("th[aria-sort]").forEach(function (other) { other.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    function key(row) {
      var cell = row.children[column], value = cell.dataset.value;
      return value === undefined ? cell.textContent.trim() : Number(value);
    }
    Array.from(body.rows).sort(function (one, two) {
      var a = key(one), b = key(two);
      var order = typeof a === "number" ? a - b : a.localeCompare(b, document.documentElement.lang, { numeric: true });
      return down ? -order : order;
    }).forEach(function (row) { body.appendChild(row); });
  });
});
