### News by e-mail; events that members make.

by-mail-title = News by e-mail
by-mail-lead = Once a week, what is new here: news, what worked, events. No news, no e-mail.
by-mail-hint = We use it for this e-mail only. Every e-mail has a link that stops it.
by-mail-go = Send me the news
by-mail-sent = We have written to you. Open the link and press the button there, and you will get the next e-mail.
by-mail-feeds = Without an address: subscribe with a feed reader.
by-mail-confirm = Press the button, and you get our news once a week.
by-mail-confirm-go = Yes, send me the news
by-mail-in = You get our news
by-mail-in-text = Once a week, when there is something new.
by-mail-stop = Stop the e-mails
by-mail-out = You get no news from us
by-mail-out-text = Your address is not on our list.
digest-new = New this week
mail-reader-subject = Please confirm: news of the Blue Button movement
mail-reader-body =
    Hello,

    You asked for news of the Blue Button movement, once a week. Open this page and press the button:

    { $link }

    If you did not ask for it, do nothing: you get no more mail from us.
mail-digest-subject = News of the Blue Button movement
mail-digest-body =
    { $news }

    Stop this mail: { $link }

event-elsewhere = { $times }
event-host = By
event-host-sees = { $organization } sees your name, not your e-mail address.
event-off = Called off.
event-off-text = This event will not take place. Everyone who had a seat has been told.
host-title = Our events
host-lead = Invite others to a webinar, a meeting or a public discussion. Say afterwards what came of it.
host-none = You have made no event yet.
host-new = Make an event
host-waits = Thank you. It appears once someone has reviewed it.
host-called-off = It is called off. Everyone who had a seat or was waiting for one has been told.
host-standing-waiting = Waiting for review
host-standing-shown = Shown
host-standing-hidden = Not shown
host-standing-off = Called off
host-came-count = { $count ->
    [0] Nobody was marked as present
    [one] 1 person came
   *[other] { $count } people came
}
host-guests = { $count ->
    [one] 1 guest so far
   *[other] { $count } guests so far
}
host-after = Afterwards
host-who-came = Who came?
host-no-guests = Nobody had a seat.
host-forgotten = Names and addresses are deleted 30 days after the event. How many came stays.
host-afterwards = Recording, slides, notes
host-afterwards-hint = One per line: a web address, or a sentence.
agreed-title = What was agreed
agreed-hint = What, who does it, by when. Come back later and tell whether it was done: everybody can see it.
agreed-number = Point { $number }
agreed-what = What was agreed?
agreed-who = Who does it?
agreed-note = What became of it
agreed-open = Open
agreed-done = Done
agreed-dropped = Not done
agreed-by = by { $month }
host-change = Change it
host-kind = What is it?
host-kind-event = Webinar or meeting
host-kind-discussion = Public discussion
host-title-en = Title in English
host-title-es = Title in Spanish
host-either = English, Spanish or both.
host-title-needed = Write a title.
host-about-en = What it is about, in English
host-about-es = What it is about, in Spanish
host-about-hint = A few sentences: who it is for, who speaks, what people take home.
host-about-needed = Write what it is about.
host-place = Place
host-place-hint = Street and city. Leave it empty if it is only on the web.
host-place-needed = Write where people meet, or the link.
host-link = Link to join
host-link-hint = Shown only to whoever has a seat.
host-link-wrong = Write a link that begins with https://
host-day = Day
host-day-wrong = Choose a day and a time.
host-day-past = Choose a day that is still ahead, within two years.
host-time = Begins at
host-minutes = Minutes
host-minutes-wrong = Write how many minutes it takes, from 15 to 1,440.
host-zone = Time zone
host-seats = Seats
host-seats-wrong = Write a number of seats from 1 to 10,000.
host-save = Save
host-looked-at = The people who run this site review the words before anyone sees them, and again after you change them. If you change only the number of seats, the event stays visible.
host-off = Call it off
host-off-text = Everyone who has a seat or is waiting for one gets an e-mail. This can’t be undone.
host-off-go = Call it off and tell the guests
zone-eastern = Eastern (New York)
zone-central = Central (Chicago)
zone-mountain = Mountain (Denver)
zone-arizona = Arizona (Phoenix)
zone-pacific = Pacific (Los Angeles)
zone-alaska = Alaska (Anchorage)
zone-hawaii = Hawaii (Honolulu)
zone-puerto-rico = Puerto Rico (San Juan)
mail-moved-subject = Something changed: { $event }
mail-moved-body =
    Hello,

    Day, time or place of “{ $event }” changed. It is now on { $when }:

    { $place }

    You keep your seat. If you can’t come, give it back with the link in our first mail.
mail-off-subject = Called off: { $event }
mail-off-body =
    Hello,

    “{ $event }” ({ $when }) does not take place. We are sorry.
