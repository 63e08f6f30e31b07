// The form in the header.  What searches (find.js) is loaded when a reader first wants to search, not before.
(function () {
  "use strict";
  var root = document.documentElement;
  var form = document.querySelector("form[data-x-search]");
  var page = document.querySelector("[data-x-search-page]");
  var loading = null;
  function load() {
    return loading || (loading = new Promise(function (done, failed) {
      var script = document.createElement("script");
      script.src = (root.getAttribute("data-x-root") || "") + "assets/find.js";
      script.onload = function () { done(window.taben.find); };
      script.onerror = function () { loading = null; failed(); };
      document.head.appendChild(script);
    }));
  }
  // Where the script does not come, the form still leads to the search page.
  function nothing() {}
  if (page) load().then(function (find) { find.page(page); }, nothing);
  // The page that searches has a field of its own and no form in its header.
  var input = (form || page || document).querySelector("input[name=q]");
  if (!input) return;
  function open() {
    if (form) load().then(function (find) { find.open(input); }, nothing);
    else input.focus();
  }
  if (form) {
    // Focus alone opens nothing: who only passes by with the keyboard stays where they are (WCAG 3.2.1).
    input.addEventListener("focus", function () { load().then(nothing, nothing); });
    input.addEventListener("click", open);
    input.addEventListener("input", open);
  }
  document.addEventListener("keydown", function (event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    // A box that was closed just now may still have the focus.
    var field = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    if (field && !field.closest("dialog:not([open])")) return;
    event.preventDefault();
    open();
  });
})();
