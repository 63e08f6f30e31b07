// A note beside its marker, on hover and on focus.  It can be pointed at, Escape closes it, and touch goes to the
// list as ever (WCAG 2.2, 1.4.13).
(function () {
  "use strict";
  var DELAY = 150;
  var box = null, owner = null, opening = 0, closing = 0;

  function marker(node) {
    return node && node.closest ? node.closest("sup.reference a[href^='#']") : null;
  }
  function close() {
    clearTimeout(opening);
    clearTimeout(closing);
    if (box) box.remove();
    box = owner = null;
  }
  function open(link) {
    if (owner === link) return;
    close();
    var note = document.getElementById(link.getAttribute("href").slice(1));
    if (!note) return;
    var copy = (note.querySelector(".reference-text") || note).cloneNode(true);
    // Only nodes of this page move, never text that becomes HTML; an id stands on a page once.
    copy.querySelectorAll(".mw-cite-backlink, [role='doc-backlink']").forEach(function (back) { back.remove(); });
    copy.querySelectorAll("[id]").forEach(function (part) { part.removeAttribute("id"); });
    box = document.createElement("div");
    box.className = "preview";
    var spoken = note.closest("[lang]");
    if (spoken) box.lang = spoken.lang;
    while (copy.firstChild) box.appendChild(copy.firstChild);
    box.addEventListener("pointerenter", function () { clearTimeout(closing); });
    box.addEventListener("pointerleave", later);
    document.body.appendChild(box);
    owner = link;

    var at = link.getBoundingClientRect(), size = box.getBoundingClientRect(), wide = document.documentElement.clientWidth;
    var left = Math.max(16, Math.min(at.left - 16, wide - size.width - 16));
    var above = at.bottom + size.height + 12 > innerHeight && at.top > size.height + 12;
    box.style.left = left + scrollX + "px";
    box.style.top = (above ? at.top - size.height - 6 : at.bottom + 6) + scrollY + "px";
  }
  function later() {
    clearTimeout(closing);
    closing = setTimeout(close, DELAY);
  }

  document.addEventListener("pointerover", function (event) {
    var link = event.pointerType === "mouse" && marker(event.target);
    if (!link) return;
    clearTimeout(closing);
    clearTimeout(opening);
    opening = setTimeout(open, DELAY, link);
  });
  document.addEventListener("pointerout", function (event) {
    if (!marker(event.target)) return;
    clearTimeout(opening);
    if (box) later();
  });
  document.addEventListener("focusin", function (event) {
    var link = marker(event.target);
    // A tap focuses too; only a keyboard asks to see.
    if (link && link.matches(":focus-visible")) open(link);
    else if (box && !box.contains(event.target)) close();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") close();
  });
  document.addEventListener("click", function (event) {
    if (box && !box.contains(event.target)) close();
  });
})();
