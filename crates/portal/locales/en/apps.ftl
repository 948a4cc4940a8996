# The apps that read a record, and which of them may be used here.

apps-title = Apps
apps-lead = { $count ->
    [0] No app may read this record.
    [one] { $count } app may read this record.
   *[other] { $count } apps may read this record.
}
apps-lead-own = { $count ->
    [0] No app reads this record for you.
    [one] { $count } app reads this record for you.
   *[other] { $count } apps read this record for you.
}
apps-not-yours = You may not let apps read this record. Ask whoever gave you access.
apps-how = You let an app in from the app itself: it sends you here, and you say what it may see.
apps-just-ended = Access ended. From this moment on, the app can't read this record.
apps-sees-all = It may see your whole record.
apps-sees = It may see who the record is about, and: { $sections }.
apps-topics = It may also see these private topics: { $topics }.
apps-given-by = { $name } let it in. It sees no more than they do.
apps-since = Let in on { $date }.
apps-until = Until { $date }.
apps-ended = Access ended on { $date }.
apps-ran-out = Access ran out on { $date }.
apps-no-end = Until you end it.
apps-read = It last read this record on { $date }.
apps-not-read = It has not read this record lately.
apps-end = End its access
apps-past = Past apps
apps-activity = See everything that apps read
apps-end-title = End the access of { $app }?
apps-end-lead = The app can't read this record any more, from this moment on.
apps-end-kept = What it has read already stays with its makers. Ask them to delete it.

staff-apps-title = Apps
staff-apps-lead = { $count ->
    [0] No app waits for you.
    [one] { $count } app waits for you.
   *[other] { $count } apps wait for you.
}
staff-apps-what = An app may ask people for their records once you let it. What it sees is for each person to say. Look at who makes it, and whether its addresses are its makers' own.
staff-apps-none = No app was registered.
staff-apps-by = By { $publisher }, registered on { $date }.
staff-apps-contact = Write to { $contact }.
staff-apps-secret = It runs on its makers' server, and proves itself by a secret.
staff-apps-by-itself = It registered itself on { $date }. Nobody here knows who makes it. It says: { $publisher }.
staff-apps-keys = It runs on its makers' server, and proves itself by a key of its own.
staff-apps-public = It runs in a browser or on a telephone, and has no secret.
staff-apps-redirects = Its addresses:
staff-apps-state-waiting = It waits.
staff-apps-state-open = It may be used.
staff-apps-state-refused = It may not be used.
staff-apps-state-closed = It may not be used any more.
staff-apps-open = Let it be used
staff-apps-refuse = Say no
staff-apps-close = Turn it off for everybody
