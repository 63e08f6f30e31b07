// Code: what is wider than its place can be reached with the keyboard, and a button copies it, where the browser lets
// a page write to the clipboard.  How the page is cited is copied the same way.
(function () {
  "use strict";
  function copyable(part, place, words) {
    var around = document.createElement("div"), button = document.createElement("button");
    around.className = "code-box";
    button.type = "button";
    button.textContent = words.getAttribute("data-x-copy");
    place.parentNode.insertBefore(around, place);
    around.appendChild(place);
    around.appendChild(button);
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(part.textContent).then(function () {
        button.textContent = words.getAttribute("data-x-copied");
        setTimeout(function () { button.textContent = words.getAttribute("data-x-copy"); }, 1500);
      });
    });
  }
  var content = document.querySelector("[data-x-content]"), cite = document.querySelector("[data-x-cite]");
  if (content) {
    content.querySelectorAll("pre").forEach(function (pre) {
      if (pre.scrollWidth > pre.clientWidth) pre.tabIndex = 0;
    });
  }
  if (!navigator.clipboard) return;
  if (content && content.hasAttribute("data-x-copy")) {
    content.querySelectorAll("pre > code").forEach(function (code) { copyable(code, code.parentNode, content); });
  }
  if (cite) cite.querySelectorAll("p, pre").forEach(function (part) { copyable(part, part, cite); });
})();
