// "/" leads to the search box of the head; without this it is reached as any field is.
(function () {
  "use strict";

  document.addEventListener("keydown", function (event) {
    var box = document.getElementById("site-search");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!box || event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    box.focus();
  });
})();
