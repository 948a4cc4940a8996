### Events, posts, discussions.

community-lead = Members and the public meet here: webinars, what worked, open questions.
events-title = Events
events-coming = Coming up
events-past = Earlier
events-none = Nothing is planned. Subscribe to the calendar, and you will see the next one.
events-subscribe = Subscribe to the calendar
event-web = On the web
event-left = { $left } of { $seats } seats left
event-full = All seats are taken. You can still ask for a place on the waiting list.
event-full-short = All seats are taken.
event-recorded = with notes or a recording
event-afterwards = Afterwards
event-afterwards-none = Nothing has been added yet.
event-calendar = Add it to my calendar
event-register = Take part
event-go = Register
guest-name-needed = Write your name.
guest-email-hint = We write to you about this event only.
guest-asked = We have written to you. Press the link in the mail, and you have a seat or a place on the waiting list.
guest-in = You have a seat
guest-link = Join the meeting
guest-waiting = You are on the waiting list. We will write to you when a seat is free.
guest-out = You are not coming.
guest-come = I will come
guest-give-back = I can’t come: give my seat to someone else
guest-not-waiting = Take me off the waiting list
mail-guest-subject = Please confirm: { $event }
mail-guest-body =
    Hello,

    You want to come to “{ $event }” ({ $when }). Open this page and press the button:

    { $link }

    With the same link you can give your seat back.
mail-seat-subject = A seat for you: { $event }
mail-seat-body =
    Hello,

    A seat is free for you at “{ $event }” ({ $when }):

    { $place }
mail-remind-subject = Tomorrow: { $event }
mail-remind-body =
    Hello,

    “{ $event }” begins soon ({ $when }):

    { $place }

posts-news = News
posts-news-lead = From the movement and from government.
posts-practice = What worked
posts-practice-lead = Members tell what they did, and how to do it again.
posts-talk = Questions
posts-talk-lead = Members ask, members answer.
posts-challenge = Challenges
posts-challenge-lead = A member asks for ideas, and tells what becomes of them.
posts-none = Nothing here yet.
posts-write = Write something
post-useful = { $count ->
    [one] useful to 1
   *[other] useful to { $count }
}
post-mark = This was useful
post-marked = Thank you. It was counted.
post-report = Something is wrong with this
post-report-why = What is wrong?
post-report-go = Report it
post-reported = Thank you. People will look at it.
post-replies = { $count ->
    [0] No answers yet
    [one] One answer
   *[other] { $count } answers
}
post-reply = Your answer
post-reply-hint = For members. It appears once someone has reviewed it.
post-reply-go = Answer
post-waits = Thank you. Your answer appears once someone has reviewed it.
conduct = Be kind, stay on topic, name no patients, and sell nothing.
write-practice = Tell what worked
write-practice-lead = The problem, what you did, the result, and how others can do it again.
write-talk = Ask other members
write-talk-lead = One question, with what you have tried.
write-challenge = Ask for ideas
write-challenge-lead = What you want to change, by when, and what you will do with the ideas.
write-title = Title
write-title-needed = Write a title.
write-body = Text
write-body-needed = Write the text.
write-go = Send
write-sent = Thank you
write-sent-text = It appears once someone has reviewed it.

campaigns-title = Campaigns
campaigns-lead = Pick one, put your name in it, and use the words: a message to everyone, posts with pictures, a poster, a leaflet, notes for a talk. In English and Spanish.
kit-name = Whose name should be on it?
kit-fill = Fill it in
kit-pick = Take up this campaign
kit-pick-text = Members who take it up get a link of their own and are named below.
kit-picked = You have taken up this campaign. The words below have your own link in them.
kit-message = A message to everyone
kit-posts = Posts
kit-notes = Notes for a talk
kit-papers = Paper and pictures
kit-poster = The poster (PDF)
kit-leaflet = A leaflet to hand out (PDF)
kit-picture-post = Picture beside a link
kit-picture-square = Square picture for a post
kit-picture-story = Upright picture for a story
kit-picture-banner = Banner for a web page
kit-taken = Who has taken it up
kit-taken-none = Nobody yet. You could be the first.
kit-visits = { $count ->
    [one] 1 visit through its link
   *[other] { $count } visits through its link
}
kit-count = We count that someone followed a link, once a day for each network, and nothing about who it was.
