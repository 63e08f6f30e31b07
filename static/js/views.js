// The header: remembers the view that was chosen, keeps the reader's place when it changes, and switches colours.
(function () {
  "use strict";
  var root = document.documentElement;

  document.querySelectorAll("nav.views a[data-x-view]").forEach(function (link) {
    var bare = (link.getAttribute("href") || "").split("#")[0];
    link.addEventListener("click", function () {
      window.taben.set("view", link.getAttribute("data-x-view"));
      // Ids are the same in all views, so the section being read is there too.
      var place = root.getAttribute("data-x-at"), target = aim();
      var kept = target && target.getBoundingClientRect().bottom > 0 && target.getBoundingClientRect().top < innerHeight;
      var hash = place && !kept ? "#" + encodeURIComponent(place) : location.hash;
      link.setAttribute("href", bare + hash);
      window.taben.set("place", JSON.stringify(reading()));
    });
  });

  // What is read lies between two ids, which stand in every view: the same part of the way is the same place.
  function aim() {
    try { return location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch (e) { return null; }
  }
  function line() { return parseFloat(getComputedStyle(root).scrollPaddingTop) || 0; }
  function name() { return location.pathname.split("/").pop(); }
  function top(id) {
    var node = id ? document.getElementById(id) : document.querySelector("[data-x-content]");
    return node && node.getClientRects().length ? node.getBoundingClientRect().top : null;
  }
  function end() { return document.querySelector("[data-x-content]").getBoundingClientRect().bottom; }
  function reading() {
    var content = document.querySelector("[data-x-content]"), at = line() + 1, from = "", to = "";
    if (!content || scrollY < 1) return null;
    var ids = Array.prototype.map.call(content.querySelectorAll("[id]"), function (node) { return node.id; });
    ids.some(function (id) {
      var y = top(id);
      if (y === null) return false;
      if (y > at) { to = id; return true; }
      from = id;
      return false;
    });
    var start = top(from), stop = to ? top(to) : end();
    return { name: name(), from: from, to: to, part: stop > start ? (at - start) / (stop - start) : 0 };
  }
  function goOn(place) {
    var start = top(place.from), stop = place.to ? top(place.to) : end();
    if (start === null || stop === null) return;
    scrollTo({ top: scrollY + start + place.part * (stop - start) - line() - 1, behavior: "instant" });
  }
  var place = null;
  try { place = JSON.parse(window.taben.get("place")); } catch (e) { /* none then */ }
  window.taben.set("place", null);
  if (place && place.name === name() && document.querySelector("[data-x-content]")) {
    goOn(place);
    // Pictures and the browser's own jump to the fragment come later, but not later than this.
    addEventListener("load", function () {
      goOn(place);
      requestAnimationFrame(function () { setTimeout(goOn, 0, place); });
    });
  }

  var button = document.querySelector("[data-x-theme]");
  if (!button) return;
  var order = ["auto", "light", "dark"];
  function show(scheme) {
    var word = button.getAttribute("data-x-" + scheme);
    button.textContent = word;
    button.setAttribute("aria-label", button.getAttribute("data-x-label") + ": " + word);
    button.title = button.getAttribute("data-x-label");
  }
  var now = root.getAttribute("data-x-scheme") || "auto";
  show(now);
  button.addEventListener("click", function () {
    now = order[(order.indexOf(now) + 1) % order.length];
    if (now === "auto") root.removeAttribute("data-x-scheme");
    else root.setAttribute("data-x-scheme", now);
    window.taben.set("scheme", now);
    show(now);
  });
})();
