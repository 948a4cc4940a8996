### Code of conduct, ideas and what became of them, search, letters between members.

search-label = Search what members and the public wrote
search-title = Search the community
search-found = { $count ->
    [0] Nothing was found.
    [one] 1 result
   *[other] { $count } results
}
search-none = Try just one of the words. Looking for a doctor, hospital or health plan? Look here:
posts-seek = Looking for
posts-seek-lead = A developer, a hospital to try it, a partner for Spanish: say who you are looking for.
posts-of = Written by
write-seek = Say who you are looking for
write-seek-lead = Who you are looking for, what for, and what you bring. Members can write to you without seeing your address.
write-part-body = Text
write-part-problem = The problem
write-part-did = What we did
write-part-result = The result
write-part-again = How to do it again
mine-posts = What we wrote
kind-post-news = News
kind-post-practice = What worked
kind-post-talk = Question
kind-post-seek = Looking for
kind-post-challenge = Challenge
kind-post-event = Event
kind-post-discussion = Public discussion
kind-post-app = App
kind-post-idea = Idea
host-standing-unconfirmed = Not confirmed
ideas-count = { $count ->
    [0] No ideas yet
    [one] One idea
   *[other] { $count } ideas
}
ideas-tell = What became of the ideas
ideas-none = Nobody has sent an idea yet.
ideas-outcome = What became of it?
outcome-none = Nothing yet
outcome-chosen = Chosen
outcome-working = Being done
outcome-done = Done
outcome-declined = Not this time
idea-vote = I want this too
idea-yours = Your idea
idea-lead = Anyone can send one. Someone reviews it before it is shown.
idea-label = What should be done?
idea-name = Your name, as it is shown
idea-name-hint = A first name is enough. You can leave it empty.
idea-nameless = Someone
idea-email-hint = Not shown and not kept. We write to it once.
idea-needed = Write your idea.
idea-sent = We have written to you. Open the link and press the button there, and someone will review your idea.
idea-confirm = Press the button to send it.
idea-confirm-go = Send my idea
idea-shown = Everyone can read it.
idea-challenge = Back to the challenge
mail-idea-subject = Please confirm your idea
mail-idea-body =
    Hello,

    Somebody sent an idea to a challenge with this e-mail address. If it was you, open this page and press the button:

    { $link }

    If it was not you, do nothing.
conduct-title = Code of conduct
conduct-lead = These rules hold for everything that is written here, for members, the public and the people who run this site.
conduct-kind = Be kind. Disagree with what is said, not with who says it.
conduct-subject = Stay on topic: how people get their health records and what they do with them.
conduct-private = Name no patients, and tell no one’s health story but your own.
conduct-sell = Sell nothing. Mention what you make only where it answers a question.
conduct-honest = Say who you are and who you work for.
conduct-who = Who sees to it
conduct-before = The people who run this site review every post, answer, idea, event and app before it is shown.
conduct-after = Anyone can report what is shown, without an account. What is reported is reviewed again and kept or hidden.
conduct-logged = Every decision is kept, with its reason and who made it, in a log that can’t be changed unseen.
conduct-appeal = If something of yours was not shown and you don’t see why, write to us. Someone else will review it.
alike-title = Who does it already?
alike-lead = Find organizations like yours that keep a promise, read how, and write to them.
alike-kind = Kind of organization
alike-does = Promise that they keep
alike-go = Show them
alike-found = { $count ->
    [0] No member of this kind says so yet.
    [one] One member says that it does.
   *[other] { $count } members say that they do.
}
talks-title = Letters
talks-lead = Members write to each other here. Nobody sees your e-mail address.
talks-none = No letters yet.
talks-wants = Other members can write to you.
talks-quiet = Other members can’t write to you.
talks-stop = Don’t let others write to us
talks-start = Let others write to us
talk-write = Write to them
talk-to = Write to { $organization }
talk-with = With
talk-you = You
talk-lead = For members. They get a mail that says who wrote, and read your letter here.
talk-about = What is it about?
talk-body = Your letter
talk-hint = They see the name of your organization, but not your e-mail address.
talk-end = End this exchange
talk-shut = ended
talk-shut-text = One of you has ended this exchange.
talk-not-no-member = They are not a member right now, so we can’t write to them for you.
talk-not-quiet = They don’t want letters from other members.
talk-not-often = You have written to five others today. Try again tomorrow.
mail-talk-subject = { $organization } wrote to you
mail-talk-body =
    Hello,

    { $organization }, a member of the Blue Button movement, wrote to you. Sign in as a member, read it and answer here:

    { $link }

    You can end the exchange on the same page, or say under “Letters” that you want none.
toolkits-title = Toolkits
enter-account = Do you have an account with a passkey or a second step?
enter-account-go = Sign in with your account
bind-title = Sign in with an account
bind-lead = Use a password and your phone, or a passkey, instead of a link from an e-mail.
bind-none = Do you have an account on this site already? Use that one.
bind-go = Let { $name } sign in with this account
bind-bound = { $name } signs in with this account.
bind-end = Go back to e-mail links only
bind-by-link = To add or change an account, sign in once more with a link from an e-mail.
bind-has = Your address has an account.
bind-lost = Have you lost your password or your phone? Remove the account from your address. Then make a new one here.
bind-forget = Remove the account
bind-passkey = You can add a passkey to this account, and see where it is signed in.
bind-settings = Account settings
account-title = Make an account
account-name = Your name
account-name-hint = The people who run this site see it. It is not on your public page.
account-next = Next, you connect your phone, so that nobody can get in with the password alone. After that you can add a passkey.
account-go = Make my account
account-name-needed = Type your name.
account-there = Your address has an account already. Sign in with it, or remove it first.
bind-list = Who signs in with an account
bind-record = The account opens this page of your organization. Whatever else it opens stays as it is, and nobody here can see it.
