// The parallel view: what made a word differ, on hover, focus and tap; from one such word to the next; rows without
// any put away; rows of tables at the same height.
(function () {
  "use strict";
  var content = document.querySelector("article.parallel .content");
  if (!content) return;
  var DELAY = 150;
  var all = function (what, where) { return Array.prototype.slice.call((where || content).querySelectorAll(what)); };
  var rows = Array.prototype.slice.call(content.children);
  var columns = document.querySelectorAll(".pair.heads > div");

  // Words in links are reached with their links; of the others one at a time is on the keyboard's way, so that a
  // page of two hundred words is not two hundred stops.
  function stop(word) { return word.closest("a[href]") || word; }
  var words = all(".pair > div:first-child [data-x-w]");
  var twins = Object.create(null);
  all("[data-x-d]").forEach(function (word) {
    var key = word.getAttribute("data-x-d");
    (twins[key] = twins[key] || []).push(word);
    if (stop(word) === word) word.tabIndex = -1;
    word.setAttribute("aria-describedby", "x-w" + word.getAttribute("data-x-w"));
  });

  var box = null, owner = null, opening = 0, closing = 0, current = -1;
  function light(word, on) {
    (twins[word.getAttribute("data-x-d")] || []).forEach(function (one) { one.classList.toggle("lit", on); });
  }
  function close() {
    clearTimeout(opening);
    clearTimeout(closing);
    if (box) box.remove();
    if (owner) light(owner, false);
    box = owner = null;
  }
  function open(word) {
    if (owner === word) return;
    close();
    var entry = document.getElementById("x-w" + word.getAttribute("data-x-w"));
    if (!entry) return;
    owner = word;
    light(word, true);
    box = document.createElement("div");
    box.className = "preview rule";
    box.lang = document.documentElement.lang;
    // Nodes of this page are copied, never text that becomes HTML.
    var copy = entry.cloneNode(true);
    copy.querySelectorAll("[id]").forEach(function (part) { part.removeAttribute("id"); });
    while (copy.firstChild) box.appendChild(copy.firstChild);
    box.addEventListener("pointerenter", function () { clearTimeout(closing); });
    box.addEventListener("pointerleave", later);
    document.body.appendChild(box);
    // A word may reach over two lines: the box goes to the first.
    var at = word.getClientRects()[0] || word.getBoundingClientRect(), size = box.getBoundingClientRect();
    var wide = document.documentElement.clientWidth;
    var above = at.bottom + size.height + 12 > innerHeight && at.top > size.height + 12;
    box.style.left = Math.max(16, Math.min(at.left, wide - size.width - 16)) + scrollX + "px";
    box.style.top = (above ? at.top - size.height - 6 : at.bottom + 6) + scrollY + "px";
  }
  function later() {
    clearTimeout(closing);
    closing = setTimeout(close, DELAY);
  }
  function word(node) {
    if (!node || !node.closest) return null;
    return node.closest("[data-x-d]") || (node.matches("a[href]") ? node.querySelector("[data-x-d]") : null);
  }
  content.addEventListener("pointerover", function (event) {
    var one = event.pointerType === "mouse" && word(event.target);
    if (!one) return;
    clearTimeout(closing);
    clearTimeout(opening);
    opening = setTimeout(open, DELAY, one);
  });
  content.addEventListener("pointerout", function (event) {
    if (!word(event.target)) return;
    clearTimeout(opening);
    if (box) later();
  });
  content.addEventListener("focusin", function (event) {
    var one = word(event.target);
    if (one && event.target.matches(":focus-visible")) open(one);
  });
  content.addEventListener("focusout", function () { if (box) later(); });
  document.addEventListener("click", function (event) {
    var one = word(event.target);
    // A link stays a link.
    if (one && !event.target.closest("a[href]")) { open(one); current = Math.max(current, words.indexOf(one)); }
    else if (box && !box.contains(event.target) && !event.target.closest("[data-x-step]")) close();
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") close(); });

  // From word to word.
  function go(step) {
    var from = current;
    // Who scrolled on means the next one from there.
    if (current < 0 || offscreen(words[current])) {
      var line = 80;
      from = words.findIndex(function (one) { return one.getBoundingClientRect().top > line; });
      from = from < 0 ? words.length : from;
      if (step > 0) from -= 1;
    }
    if (!words.length) return;
    current = (from + step + words.length) % words.length;
    visit(words[current]);
  }
  function offscreen(one) {
    var at = one.getBoundingClientRect();
    return at.bottom < 0 || at.top > innerHeight;
  }
  function visit(one) {
    reveal(one);
    words.forEach(function (other) { if (stop(other) === other) other.tabIndex = other === one ? 0 : -1; });
    stop(one).focus({ preventScroll: true });
    one.scrollIntoView({ block: "center", behavior: "instant" });
    open(one);
  }
  if (words.length && stop(words[0]) === words[0]) words[0].tabIndex = 0;
  content.addEventListener("keydown", function (event) {
    var step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0, one = step && word(event.target);
    if (!one || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    current = words.indexOf((twins[one.getAttribute("data-x-d")] || [])[0]);
    go(step);
  });

  // Rows without differing words are put away; a heading stays where anything below it does.
  var legend = document.querySelector("[data-x-legend]");
  var hides = legend && legend.querySelector("[data-x-same]");
  function level(row) {
    var heading = row.querySelector(":scope > div:first-child > :is(h2, h3, h4, h5, h6):first-child");
    return heading ? +heading.tagName[1] : 0;
  }
  function put(away) {
    // For each level: something is kept between here and the next heading of that level or a higher one.
    var kept = [], run = 0;
    for (var i = rows.length - 1; i >= 0; i--) {
      var deep = level(rows[i]), stays = rows[i].hasAttribute("data-x-differs") || (deep > 0 && kept[deep]);
      rows[i].hidden = away && !stays;
      for (var l = 1; l < 7; l++) kept[l] = deep && l >= deep ? false : kept[l] || stays;
    }
    rows.forEach(function (row) {
      if (row.hidden) { run++; return; }
      if (run) row.setAttribute("data-x-folded", legend.getAttribute("data-x-word") + " " + run);
      else row.removeAttribute("data-x-folded");
      run = 0;
    });
    hides.setAttribute("aria-pressed", away ? "true" : "false");
  }
  // What a link leads to is shown even so.
  function reveal(node) {
    var row = node && node.closest(".content > [hidden]");
    if (row) row.hidden = false;
  }
  function follow() {
    var id = "";
    try { id = decodeURIComponent(location.hash.slice(1)); } catch (e) { return; }
    var target = id && document.getElementById(id);
    if (!target) return;
    var fold = target.closest("details");
    if (fold) fold.open = true;
    if (!target.closest(".content > [hidden]")) return;
    reveal(target);
    target.scrollIntoView();
  }
  addEventListener("hashchange", follow);
  if (hides) {
    all("[data-x-step]", legend).forEach(function (button) {
      button.addEventListener("click", function () { go(+button.getAttribute("data-x-step")); });
    });
    hides.addEventListener("click", function () {
      var away = hides.getAttribute("aria-pressed") !== "true";
      // What is being read stays where it is.
      var seen = rows.filter(function (row) { return !row.hidden && row.hasAttribute("data-x-differs") && row.getBoundingClientRect().bottom > 60; })[0];
      var before = seen && seen.getBoundingClientRect().top;
      put(away);
      window.taben.set("same", away ? "hidden" : null);
      if (seen) scrollBy(0, seen.getBoundingClientRect().top - before);
      even();
    });
    if (window.taben.get("same") === "hidden") put(true);
  }
  follow();

  // Rows of tables and pictures of galleries begin at the same height on both sides.
  var grids = rows.filter(function (row) { return row.querySelector("tr, .gallery") && row.children.length > 1; }).map(function (row) {
    var parts = Array.prototype.map.call(row.children, function (cell) { return all("tr, .gallerybox", cell); });
    return parts[0].length === parts[1].length ? { row: row, parts: parts } : null;
  }).filter(Boolean);
  function even() {
    grids.forEach(function (grid) {
      grid.parts[0].concat(grid.parts[1]).forEach(function (part) { part.style.height = ""; });
      var sides = grid.row.children;
      if (grid.row.hidden || sides[0].getBoundingClientRect().top !== sides[1].getBoundingClientRect().top) return;
      var heights = grid.parts[0].map(function (part, i) { return [part.offsetHeight, grid.parts[1][i].offsetHeight]; });
      heights.forEach(function (pair, i) {
        if (pair[0] === pair[1]) return;
        grid.parts[pair[0] < pair[1] ? 0 : 1][i].style.height = Math.max(pair[0], pair[1]) + "px";
      });
    });
  }
  if (grids.length) {
    even();
    addEventListener("load", even);
    addEventListener("resize", even);
  }
})();
