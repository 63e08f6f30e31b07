// The page for addresses that lead nowhere: looks for the page in the book's other views, and leads there.
// A server shows it, so asking the server is possible; from a folder there is no such page.
(function () {
  "use strict";
  var box = document.querySelector("[data-x-lost]");
  var base = document.documentElement.getAttribute("data-x-root") || "";
  if (!box || !window.fetch || base.charAt(0) !== "/" || location.pathname.indexOf(base) !== 0) return;
  var path = location.pathname.slice(base.length);
  // Opened by its own name, it stands for no other page.
  if (path === "404.html") return;
  if (path && !/\.[a-z0-9]+$/i.test(path)) path = path.replace(/\/$/, "") + ".html";
  // Views share paths: what stands after the first folder is the page, and an old address may have had no folder.
  var ways = [path.replace(/^[^/]*\//, ""), path].filter(function (way, i, all) { return way && all.indexOf(way) === i; });
  var links = Array.prototype.slice.call(document.querySelectorAll("article a[data-x-view]"));
  var chosen = window.taben.get("view");
  links.sort(function (a, b) { return (b.getAttribute("data-x-view") === chosen) - (a.getAttribute("data-x-view") === chosen); });
  links.forEach(function (link) {
    ways.forEach(function (way) {
      var href = base + link.getAttribute("data-x-view") + "/" + way;
      if (href === location.pathname) return;
      fetch(href, { method: "HEAD" }).then(function (answer) {
        if (!answer.ok) return;
        var item = document.createElement("li"), found = link.cloneNode(true), name = way.replace(/\.html$/, "").replace(/_/g, " ");
        try { name = decodeURIComponent(name); } catch (e) { /* as it is */ }
        found.href = href + location.hash;
        found.textContent = name + " (" + link.textContent + ")";
        item.appendChild(found);
        box.querySelector("ul").appendChild(item);
        box.hidden = false;
      }, function () { /* then not there */ });
    });
  });
})();
