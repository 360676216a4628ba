// Single keys, for whoever has not turned them off: "/" leads to the search box of the head, T to the table of the
// next chart. Without them both are reached as any field and any summary is.
(function () {
  "use strict";

  function search() {
    var box = document.getElementById("site-search");
    if (box) box.focus();
    return box;
  }

  // The next one after what has the focus, or after what has been scrolled past; after the last the first.
  function openNextTable() {
    var here = document.activeElement;
    var heads = Array.from(document.querySelectorAll("summary[aria-keyshortcuts=T]"));
    var next = heads.find(function (head) {
      if (here === document.body) return head.getBoundingClientRect().bottom > 0;
      return here.compareDocumentPosition(head) & Node.DOCUMENT_POSITION_FOLLOWING;
    });
    var head = next || heads[0];
    if (!head) return null;
    head.parentElement.open = true;
    head.parentElement.scrollIntoView({ block: "nearest" });
    head.focus();
    return head;
  }

  var does = { "/": search, t: openNextTable };
  document.addEventListener("keydown", function (event) {
    var done = does[event.key.toLowerCase()];
    if (!done || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (done()) event.preventDefault();
  });
})();
