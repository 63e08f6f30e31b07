// A picture opens large, in a dialog over the page.  It is a link to the file's own page, and stays one without a script
// and with a key held down.
(function () {
  "use strict";
  var content = document.querySelector("[data-x-content]");
  if (!content || !window.HTMLDialogElement) return;
  content.addEventListener("click", function (event) {
    var link = event.target.closest("a[href]"), picture = link && link.querySelector("img");
    if (!picture || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !/(^|\/)File\//.test(link.pathname)) return;
    event.preventDefault();
    var dialog = document.createElement("dialog"), large = document.createElement("img");
    var close = document.createElement("button"), more = document.createElement("a");
    var figure = link.closest("figure, .gallerybox"), caption = figure && figure.querySelector("figcaption, .gallerytext");
    dialog.className = "large";
    dialog.setAttribute("aria-label", picture.alt || link.title || picture.src.split("/").pop());
    large.src = picture.src;
    large.alt = picture.alt;
    close.type = "button";
    close.textContent = content.getAttribute("data-x-close");
    close.addEventListener("click", function () { dialog.close(); });
    more.href = link.href;
    more.textContent = (caption && caption.textContent.trim()) || picture.alt || decodeURIComponent(picture.src.split("/").pop());
    dialog.append(large, more, close);
    // Beside the picture is outside of it.
    dialog.addEventListener("click", function (press) { if (press.target === dialog) dialog.close(); });
    dialog.addEventListener("close", function () { dialog.remove(); link.focus(); });
    document.body.appendChild(dialog);
    dialog.showModal();
  });
})();
