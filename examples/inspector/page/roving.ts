/**
 * Makes one of many items reachable by Tab and the others by arrow keys, Home and End (WAI-ARIA
 * Authoring Practices, "Managing Focus Within Components").
 *
 * @param steps - by how many items a key moves
 * @returns a function that makes an item the one that Tab reaches
 */
export function roving(
  items: readonly HTMLElement[],
  steps: { readonly [key: string]: number },
): (index: number) => void {
  let current = 0;
  const select = (index: number) => {
    items[current]?.setAttribute("tabindex", "-1");
    items[index]?.setAttribute("tabindex", "0");
    current = index;
  };
  items.forEach((item, index) => {
    item.tabIndex = -1;
    item.addEventListener("focus", () => select(index));
    item.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const step = steps[event.key];
      const to = event.key === "Home" ? 0 : event.key === "End" ? items.length - 1 : step && index + step;
      if (to === undefined) return;
      event.preventDefault();
      items[to]?.focus();
    });
  });
  select(0);
  return select;
}
