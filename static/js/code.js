// Code: what is wider than its place can be reached with the keyboard, and a button copies it, where the browser lets
// a page write to the clipboard.  How the page is cited is copied the same way, and the address of a heading when its
// sign is pressed.
(function () {
  "use strict";
  // Who forbids writing to the clipboard wants nothing more said.
  function nothing() {}
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
      }, nothing);
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
  if (content) {
    content.addEventListener("click", function (event) {
      var link = event.target.closest(".headerlink");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      navigator.clipboard.writeText(link.href).then(function () {
        link.setAttribute("data-x-done", "");
        setTimeout(function () { link.removeAttribute("data-x-done"); }, 1500);
      }, nothing);
    });
  }
  if (cite) cite.querySelectorAll("p, pre").forEach(function (part) { copyable(part, part, cite); });
})();
