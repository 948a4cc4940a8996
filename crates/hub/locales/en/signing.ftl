### Signing a pledge, and what the hub's staff see of it.

sign-title = Take the pledge
sign-lead = Choose what describes you. The form takes about ten minutes. It is saved at each step, so you can stop and come back in this browser.
sign-draft = You have begun a pledge in this browser.
sign-go-on = Go on with it
sign-forget = Forget it and start again
sign-read = Read the text
sign-other = Choose something else
sign-step-who = Your organization
sign-step-what = What you promise
sign-step-where = Your addresses
sign-step-sign = Sign
sign-name = Name of the organization
sign-name-hint = As the public knows it. If you pledge for yourself, your own name.
sign-name-needed = Write the name of the organization.
sign-name-long = That name is too long. Use at most 120 characters.
sign-name-plain = Write a plain name, without a web or mail address in it.
sign-url = Web address
sign-url-hint = For example www.lakeside.org. We check that it is yours.
sign-url-wrong = Write a web address that the public can open with https, such as www.lakeside.org.
sign-street = Street and number
sign-city = City
sign-region = State
sign-region-wrong = Write the state in full or as two letters, such as CA.
sign-zip = ZIP code
sign-phone = Telephone for questions about records
sign-phone-hint = It is shown to the public. You may leave it out.
sign-about = Who you are, in two sentences
sign-about-hint = Shown on your page.
sign-promises = What you promise
sign-target-hint = If you are not there yet, give the month by which you will be. It is shown on your page. Leave it if you keep the promise today.
sign-not-yet = Not yet? Say by which month
sign-target = By which month
sign-target-wrong = Write a month as year and month, such as 2027-03.
sign-by = by { $month }
sign-where-lead = These are the public addresses that our program looks at once a day. It never signs in and never sees a record. Leave out what you don’t have.
sign-address-needed = Name at least one address, so that your promise can be checked.
sign-address-wrong = This is not a public https address. We never look at addresses inside a home or office network.
sign-direct-wrong = Write a Direct address or its domain, such as direct.lakeside.org.
address-portal = Page where people sign in to see their record
address-portal-hint = For example records.lakeside.org
address-direct = Direct domain, for sending to doctors
address-direct-hint = For example direct.lakeside.org
address-fhir = FHIR address, for apps
address-fhir-hint = The base address, without /metadata
address-smart = SMART configuration
address-smart-hint = Only if it is not below the FHIR address.
address-brands = Published list with your FHIR address (brand bundle)
address-brands-hint = Only if your SMART configuration does not name it.
address-policy = Page with your rules for getting records
sign-how-en = How people get their record with you, step by step (English)
sign-how-es = The same in Spanish
sign-how-hint = One step a line. It is the first thing people read on your page.
sign-sign-lead = Who signs for the organization? Your name and address are not published. We write to you about this pledge only.
sign-contact = Your name
sign-contact-needed = Write your name.
sign-email = Your e-mail address
sign-email-hint = An address at your organization is best. Then you need nothing more to show that the web address is yours.
sign-email-wrong = Write an e-mail address, such as name@lakeside.org.
sign-language = Language in which we write to you
sign-you-promise = You promise
sign-will-check = We look at your public addresses every day and publish what we find.
sign-agree = I may sign for this organization. I know that the pledge is voluntary, that we can withdraw at any time, and that what we say here is published.
sign-agree-needed = Tick the box if you may sign for the organization.
sign-go = Sign, then confirm by e-mail
sign-next = Save and go on
sign-later = Save for later
sign-saved = What you wrote is kept for 60 days.

confirm-title = Confirm your pledge
confirm-heading = Did you sign for { $organization }?
confirm-lead = Press the button, and your pledge goes to the people who review it.
confirm-go = Yes, it was us
confirm-not-you = If it was not you, close this page. Nothing happens then.

status-title = Your pledge
status-heading = The pledge of { $organization }
status-sent = We have written to { $email }. Open the mail and press the link in it.
status-sent-next = The link works for two days. If nothing arrives within ten minutes, look in the folder for unwanted mail.
status-wrong-mail = Wrong address? Change it and sign again
status-confirmed = Thank you. Your pledge is with the people who review new pledges. They will answer you by e-mail.
status-domain = Show that { $domain } is yours
status-domain-why = Your e-mail address is not in that domain. So that nobody signs in your name, do one of these two.
status-name-title = A record in the domain name system
status-name = Ask whoever looks after your domain to add this:
status-file-title = Or a file on your web server
status-file = At this address, with this one line in it:
status-look = I have done it: look now
status-not-found = We could not find it yet. A new record in the domain name system can take an hour until others see it.
status-without = Or wait: we will find another way to know that it is you.
status-proven = You have shown that { $domain } is yours.
status-meanwhile = While you wait: what other members do
status-approved = You are a member. Welcome!
status-see = See your page
status-refused = We did not accept your pledge. This is the reason:

mail-confirm-subject = Please confirm the pledge of { $organization }
mail-confirm-body =
    Hello,

    Somebody has taken the Blue Button pledge for { $organization } with this address. If it was you, open this page and press the button:

    { $link }

    The link works for two days. If it was not you, do nothing.

    The pledge is voluntary. It is not an endorsement by HHS or any part of the Federal government.
mail-welcome-subject = { $organization } is now a member
mail-welcome-body =
    Hello { $contact },

    Thank you: { $organization } is now a member of the Blue Button movement. Your badge, your certificate and your yearly report are here:

    { $link }

    The pledge is voluntary. It is not an endorsement by HHS or any part of the Federal government.
mail-refused-subject = About the pledge of { $organization }
mail-refused-body =
    Hello { $contact },

    We could not accept the pledge of { $organization }. The reason:

    { $reason }

    You can sign again at any time.

queue-title = Pledges to review
queue-lead = { $count ->
    [0] Nothing is waiting.
    [one] One pledge is waiting.
   *[other] { $count } pledges are waiting.
}
queue-posts = Posts, events, and apps to review
queue-decided = Decided
queue-since = { $count ->
    [0] Waiting since today
    [one] Waiting for 1 day
   *[other] Waiting for { $count } days
}
staff-tab-pledges = Pledges ({ $count })
staff-tab-posts = Posts, events, apps ({ $count })
staff-tab-reported = Reported ({ $count })
posts-under = It belongs to:
posts-write-news = Write news
judge-reason = Reason, for the trail
decided-approved = Accepted
decided-refused = Refused
proof-none = Domain not proven
proof-mail = Domain proven by e-mail
proof-name = Domain proven by DNS
proof-file = Domain proven by a file
review-place = Place
review-phone = Telephone
review-about = About them
review-contact = Who signed
review-promises = What they promise
review-domain = Domain
review-other-mail = The address is in another domain
review-alike = Is it in the directory already?
review-new = No, it is new
review-reason = Reason
review-reason-hint = Needed to refuse, and to accept a domain that is not proven. The signer reads why you refused; both are kept in the trail.
review-reason-needed = Write the reason. The signer will read it.
review-not-theirs = This organization is a member, with a domain of its own. Only somebody who has shown that this domain is theirs can sign for it.
review-unproven = Nobody has shown that this domain is theirs. If you know it in another way, write how.
review-name-taken = A member has this name. If this is another organization, write how you know.
review-approve = Accept the pledge
review-refuse = Refuse
posts-waiting = { $count ->
    [0] Nothing is waiting.
    [one] One is waiting.
   *[other] { $count } are waiting.
}
posts-show = Show it
posts-hide = Hide it
posts-keep = Keep it
posts-reported = Reported
posts-reported-none = Nobody has reported anything.
posts-reports = { $count ->
    [one] Reported once.
   *[other] Reported { $count } times.
}
posts-publish = Publish
kind-post-reply = Reply
