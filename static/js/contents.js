// The contents follow the reading: the section at the top of the window is marked, and kept in sight.
(function () {
  "use strict";
  var root = document.documentElement;
  var column = document.querySelector(".side.toc");

  // Columns that have room stand open.  New browsers show them so by the stylesheet alone, and need it for programs that
  // look at the attribute; the others need it for all readers.
  document.querySelectorAll("details[data-x-fold]").forEach(function (fold) {
    var toc = fold.parentNode.classList.contains("toc");
    var wide = window.matchMedia(toc ? "(min-width: 75rem)" : "(min-width: 56rem)");
    // In the parallel view the contents are a line above the text, and stay folded.
    var set = function () { fold.open = wide.matches && getComputedStyle(fold.parentNode).position === "sticky"; };
    set();
    wide.addEventListener("change", set);
  });
  // The page list opens at the page being read.
  var here = document.querySelector(".side.pages a[aria-current]");
  var list = here && here.closest(".side.pages");
  if (list && list.scrollHeight > list.clientHeight) list.scrollTop = here.offsetTop - list.clientHeight / 3;

  if (!column) return;
  var entries = [];
  column.querySelectorAll("a[href^='#']").forEach(function (link) {
    var heading = document.getElementById(link.getAttribute("href").slice(1));
    if (heading) entries.push({ link: link, heading: heading });
  });
  column.addEventListener("click", function (event) {
    // Folded above the text, the contents would lie over it.
    var fold = event.target.closest("a") && column.querySelector("details");
    if (fold) fold.open = false;
  });

  var marked = null, waiting = false;
  function follow() {
    waiting = false;
    var line = (parseFloat(getComputedStyle(root).scrollPaddingTop) || 0) + 24;
    var low = 0, high = entries.length;
    // Headings stand in order: halving finds the last one above the line.
    while (low < high) {
      var middle = (low + high) >> 1;
      if (entries[middle].heading.getBoundingClientRect().top <= line) low = middle + 1;
      else high = middle;
    }
    var entry = entries[low - 1] || null;
    if (entry === marked) return;
    if (marked) marked.link.removeAttribute("aria-current");
    marked = entry;
    if (!entry) { root.removeAttribute("data-x-at"); return; }
    entry.link.setAttribute("aria-current", "location");
    root.setAttribute("data-x-at", entry.heading.id);
    var top = entry.link.offsetTop;
    if (top < column.scrollTop + 40 || top > column.scrollTop + column.clientHeight - 60) column.scrollTop = top - column.clientHeight / 2;
  }
  function soon() {
    if (!waiting) { waiting = true; requestAnimationFrame(follow); }
  }
  if (entries.length) {
    addEventListener("scroll", soon, { passive: true });
    addEventListener("resize", soon, { passive: true });
    follow();
  }
})();
