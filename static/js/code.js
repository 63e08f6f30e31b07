// Code: what is wider than its place can be reached with the keyboard, and a button copies it, where the browser lets
// a page write to the clipboard.
(function () {
  "use strict";
  var content = document.querySelector("[data-x-content]");
  if (!content) return;
  content.querySelectorAll("pre").forEach(function (pre) {
    if (pre.scrollWidth > pre.clientWidth) pre.tabIndex = 0;
  });
  if (!navigator.clipboard || !content.hasAttribute("data-x-copy")) return;
  content.querySelectorAll("pre > code").forEach(function (code) {
    var pre = code.parentNode, around = document.createElement("div"), button = document.createElement("button");
    around.className = "code-box";
    button.type = "button";
    button.textContent = content.getAttribute("data-x-copy");
    pre.parentNode.insertBefore(around, pre);
    around.appendChild(pre);
    around.appendChild(button);
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(code.textContent).then(function () {
        button.textContent = content.getAttribute("data-x-copied");
        setTimeout(function () { button.textContent = content.getAttribute("data-x-copy"); }, 1500);
      });
    });
  });
})();
