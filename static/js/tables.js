// Tables that say they can be sorted: a button in each head of a column, whose place the stylesheet keeps free.  Classes and
// attributes are MediaWiki's (Help:Sortable tables): `sortable`, `unsortable`, `sorttop`, `sortbottom`, `data-sort-value`.
// A table with cells that span rows or columns stays as it is: its rows belong together.
(function () {
  "use strict";
  var content = document.querySelector("[data-x-content][data-x-sort]");
  if (!content) return;
  // By the order of the page's language: pinyin, strokes, letters; numbers inside of texts by their value.
  var collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

  function text(cell) {
    if (!cell) return "";
    var told = cell.getAttribute("data-sort-value");
    if (told !== null) return told;
    var copy = cell.cloneNode(true);
    copy.querySelectorAll("sup.reference").forEach(function (mark) { mark.remove(); });
    return copy.textContent.trim();
  }
  // 1,234.5, −3, 12 %, ¥5; what is no number at all is none.
  function number(word) {
    var plain = word.replace(/[,\s\u00a0]/g, "").replace(/\u2212/g, "-").replace(/^[¥$€£]|[%‰]$/g, "");
    return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? parseFloat(plain) : NaN;
  }
  function sort(table, head, rows, column, down) {
    var keys = rows.map(function (row) { return text(row.cells[column]); });
    var numbers = keys.map(number);
    var byNumber = keys.some(Boolean) && keys.every(function (key, i) { return !key || !isNaN(numbers[i]); });
    var order = rows.map(function (row, i) { return i; }).sort(function (a, b) {
      // What is empty stays last either way.
      if (!keys[a] || !keys[b]) return keys[a] ? -1 : keys[b] ? 1 : a - b;
      var less = byNumber ? numbers[a] - numbers[b] : collator.compare(keys[a], keys[b]);
      return (down ? -less : less) || a - b;
    });
    var place = document.createComment("");
    rows[0].parentNode.insertBefore(place, rows[0]);
    order.forEach(function (i) { place.parentNode.insertBefore(rows[i], place); });
    place.remove();
    Array.prototype.forEach.call(head.cells, function (cell, i) {
      if (i === column) cell.setAttribute("aria-sort", down ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    });
  }
  content.querySelectorAll("table.sortable").forEach(function (table) {
    var all = Array.prototype.slice.call(table.rows), head = all[0];
    if (!head || head.querySelector("td") || table.querySelector("[rowspan], [colspan], table")) return;
    var rows = all.slice(1).filter(function (row) { return !row.matches(".sorttop, .sortbottom") && row.querySelector("td"); });
    if (rows.length < 2 || rows.some(function (row) { return row.parentNode !== rows[0].parentNode; })) return;
    Array.prototype.forEach.call(head.cells, function (cell, column) {
      if (cell.classList.contains("unsortable")) return;
      var button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.setAttribute("aria-label", content.getAttribute("data-x-sort") + " " + cell.textContent.trim());
      button.addEventListener("click", function () { sort(table, head, rows, column, cell.getAttribute("aria-sort") === "ascending"); });
      cell.appendChild(button);
    });
  });
})();
