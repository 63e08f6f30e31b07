// Runs before anything is drawn, so that a page does not change its colours before the reader's eyes.
// Kept small: it is the one script that is waited for.
(function () {
  "use strict";
  var root = document.documentElement;
  var prefix = "taben:" + (root.getAttribute("data-x-key") || "") + ":";
  // Storage may be switched off, and is shared by all books opened from folders: hence the prefix.
  window.taben = {
    get: function (name) {
      try { return localStorage.getItem(prefix + name); } catch (e) { return null; }
    },
    set: function (name, value) {
      try {
        if (value === null) localStorage.removeItem(prefix + name);
        else localStorage.setItem(prefix + name, value);
      } catch (e) { /* the choice lasts as long as the page */ }
    }
  };
  root.setAttribute("data-x-js", "");
  var scheme = window.taben.get("scheme");
  // The attribute may be there already, as the book's own default.
  if (scheme === "light" || scheme === "dark") root.setAttribute("data-x-scheme", scheme);
  else if (scheme === "auto") root.removeAttribute("data-x-scheme");
  // A page that leads on keeps the section that was asked for, unless it names one itself; as MediaWiki does.
  var leads = location.hash && document.querySelector("meta[http-equiv=refresh]");
  var to = leads && leads.content.replace(/^0; url=/, "");
  if (to && to.indexOf("#") < 0) location.replace(to + location.hash);
})();
