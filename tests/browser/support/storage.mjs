// Everything that the browser keeps for the page's origin, as one text: what stands in it can be read by the next person.
export function everythingKept(page) {
  return page.evaluate(async () => {
    const promised = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
    const found = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie, location.href];
    for (const { name } of await indexedDB.databases()) {
      const database = await promised(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const rows = database.transaction(store).objectStore(store);
        found.push(name, store, JSON.stringify(await promised(rows.getAllKeys())), JSON.stringify(await promised(database.transaction(store).objectStore(store).getAll())));
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        found.push(request.url);
        // The app's own files are the same for everybody.
        if (!new URL(request.url).pathname.startsWith("/assets/")) found.push(await (await cache.match(request)).text());
      }
    }
    return found.join("\n");
  });
}
