// The header: remembers the view that was chosen, keeps the reader's place when it changes, and switches colours.
(function () {
  "use strict";
  var root = document.documentElement;

  document.querySelectorAll("nav.views a[data-x-view]").forEach(function (link) {
    var bare = (link.getAttribute("href") || "").split("#")[0];
    link.addEventListener("click", function () {
      window.taben.set("view", link.getAttribute("data-x-view"));
      // Ids are the same in all views, so the section being read is there too.
      var place = root.getAttribute("data-x-at");
      var hash = place ? "#" + encodeURIComponent(place) : location.hash;
      link.setAttribute("href", bare + hash);
    });
  });

  var button = document.querySelector("[data-x-theme]");
  if (!button) return;
  var order = ["auto", "light", "dark"];
  function show(scheme) {
    var word = button.getAttribute("data-x-" + scheme);
    button.textContent = word;
    button.setAttribute("aria-label", button.getAttribute("data-x-label") + ": " + word);
  }
  var now = root.getAttribute("data-x-scheme") || "auto";
  show(now);
  button.hidden = false;
  button.addEventListener("click", function () {
    now = order[(order.indexOf(now) + 1) % order.length];
    if (now === "auto") root.removeAttribute("data-x-scheme");
    else root.setAttribute("data-x-scheme", now);
    window.taben.set("scheme", now);
    show(now);
  });
})();
