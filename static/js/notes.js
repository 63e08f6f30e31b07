// A note beside its marker, on hover and on focus.  It can be pointed at, Escape closes it, and touch goes to the
// list as ever (WCAG 2.2, 1.4.13).
(function () {
  "use strict";
  var DELAY = 150;
  var box = null, owner = null, opening = 0, closing = 0;

  function marker(node) {
    return node && node.closest ? node.closest("sup.reference a[href^='#']") : null;
  }
  function decoded(id) {
    try { return decodeURIComponent(id); } catch (e) { return id; }
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
    var note = document.getElementById(decoded(link.hash.slice(1)));
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
  // A note that is used often has many ways back; the one to where the reader came from is marked, and its arrow
  // leads there.
  function remember(link) {
    var use = link.closest("sup.reference"), note = document.getElementById(decoded(link.hash.slice(1)));
    var ways = note && note.querySelector(".mw-cite-backlink");
    if (!ways || !use.id) return;
    var links = ways.querySelectorAll("sup a");
    if (!links.length) return;
    document.querySelectorAll(".mw-cite-backlink .came").forEach(function (old) { old.classList.remove("came"); });
    var way = Array.prototype.find.call(links, function (a) { return decoded(a.hash.slice(1)) === use.id; });
    if (!way) return;
    way.classList.add("came");
    var arrow = ways.querySelector(".arrow");
    if (!arrow) {
      var sign = ways.firstChild;
      if (!sign || sign.nodeType !== 3) return;
      arrow = document.createElement("a");
      arrow.className = "arrow";
      arrow.setAttribute("role", "doc-backlink");
      arrow.textContent = sign.nodeValue.trim();
      sign.nodeValue = " ";
      ways.insertBefore(arrow, sign);
    }
    arrow.href = way.getAttribute("href");
    arrow.setAttribute("aria-label", way.getAttribute("aria-label"));
  }

  document.addEventListener("click", function (event) {
    var link = marker(event.target);
    if (link) {
      remember(link);
      close();
    } else if (box && !box.contains(event.target)) close();
  });
})();
