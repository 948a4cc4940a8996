// Opens the summary that somebody keeps on this device where there is no network. It is there only while
// they keep one, and puts nothing into a cache itself.
"use strict";
const CACHE = "kept-summary";
const PLACE = "/kept-summary";

// The first page, the list of records, a record's overview and summary, signing in: nothing that is a file.
const OPENS = /^\/(records(\/[a-z2-7]{13}(\/summary)?)?|sign-in|kept-summary)?$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const isPage = request.mode === "navigate";
  if (isPage ? !OPENS.test(url.pathname) : !url.pathname.startsWith("/assets/")) return;
  event.respondWith(fetch(request).catch(async (error) => {
    const kept = await caches.match(isPage ? PLACE : request, { cacheName: CACHE });
    if (kept) return kept;
    throw error;
  }));
});
