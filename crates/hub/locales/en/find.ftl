### The directory, one organization, the letter, open data.

find-who = Doctor, hospital, health plan or pharmacy
find-where = City, state or ZIP code
find-go = Find
find-narrow = Narrow the list
find-kind = Kind
find-members-only = Members only
find-show-these = Show these
find-found = { $count ->
    [0] Nobody is listed yet
    [one] One place
   *[other] { $count } places
}
find-found-for = { $count ->
    [0] No place for
    [one] One place for
   *[other] { $count } places for
}
find-read-as = You typed “{ $typed }”. We looked for “{ $read }”.
find-exactly = Look for it exactly as typed
find-none = Try a part of the name, or leave the place out.
find-missing = Mine is not here
find-missing-text = You have a right to your records wherever they are. We help you write the letter, in English or Spanish.
find-write = Write them a letter
line-member = Member.
line-no-member = Not a member.
line-checked = Checked { $date }.
line-checked-last = Last checked { $date }.
line-asked = { $count ->
    [one] One person has asked.
   *[other] { $count } people have asked.
}

org-lead = Here you can { $can }.
org-lead-and = { $before } and { $last }
org-lead-checked = Here you can { $can }. { $passed } of { $made } checks passed.
org-lead-helper = They hold no health records. They help people get theirs.
org-lead-broken = They promise you your records, but it did not work when we checked. You have a right to them.
org-lead-unknown = We don’t know yet how you get your records here. You have a right to them.
org-get = Get your records here
org-open = Go to their sign-in page
org-open-elsewhere = Their sign-in page is at { $host }. We don’t know whether that is theirs: many use a portal of another company. If you are not sure, call them first.
org-open-at = Go to { $host }
org-get-unknown = They have not told us how. Ask them, or write them a letter.
org-get-there = On their own page, with your account there.
org-gives = What you get
org-promised = { $pledge }: what they promised, and what we found
org-signed = Version { $version }, signed { $date }.
org-until = Good until { $date }.
org-table = Promises, with what they say, what we found, and the last 30 days
org-promise = Promise
org-says = They say
org-found = We found
org-course = Last 30 days
org-table-said = Promises, with what they say
org-not-checked = None of this can be seen from outside, so these are their own words.
org-promised-only = { $pledge }: what they promised
org-no-course = Nothing to see from outside
org-strip = In the strip, a tall bar is a day with yes, a low bar a day with no, a dash a day on which we can’t tell.
org-checks = Each check
org-looked-at = Addresses that we look at, as they named them: { $addresses }
org-checks-all = { $count ->
    [one] The check, with its day and how long the answer took
   *[other] All { $count } checks, with their day and how long the answer took
}
org-check = Check
org-day = Day
org-took = Answered in
org-certificate = Certificate (PDF)
org-ask = Did it not work for you?
org-asked = { $count ->
    [0] Nobody has asked them through this site yet.
    [one] One person has asked them through this site.
   *[other] { $count } people have asked them through this site.
}
org-got = { $count ->
    [0] Nobody has told us yet that they got their records.
    [one] One told us that they got their records.
   *[other] { $count } told us that they got their records.
}
org-badge = Their badge
org-badge-text = It carries its date and turns gray when nothing was checked for 7 days. It does not imply endorsement by HHS or the U.S. government.
org-badge-text-unchecked = It carries its date and turns gray when the pledge ends. It does not imply endorsement by HHS or the U.S. government.
org-badge-use = Use it on a page
org-badge-sizes = Width in pixels:
ended-withdrawn = They withdrew this pledge:
ended-lapsed = They did not renew this pledge:

ask-title = Ask for your records
ask-title-org = Ask { $organization } for your records
ask-lead = We write the letter; you sign it and send it. It names the law that gives you this right.
ask-kept = What you type here goes into the letter and is then forgotten. We keep none of it.
ask-org = To whom
ask-org-hint = Doctor, hospital, health plan or pharmacy
ask-to = Their address
ask-name = Your name
ask-born = Your date of birth
ask-born-hint = So that they find your record. You may leave it out and write it in by hand.
ask-address = Your address or e-mail address, for the answer
ask-how = How do you want your records?
ask-data = As files for a computer
ask-paper = As a copy that I can read and print
ask-app = Or in this app
ask-app-hint = The name of an app that you chose. You may leave it out.
ask-email = Count me in
ask-email-hint = If you want to be counted among those who asked, give an e-mail address. We write to it once and keep only a fingerprint of it.
ask-go = Make the letter
ask-pdf = The letter as a PDF
letter-title = Request for my health records
letter-ready = Your letter is ready
letter-print = Print this page or download the PDF. Sign it, and bring it or send it.
letter-counted = We have written to you. Press the link in the mail, and you are counted.
letter-dear = To whom it may concern:
letter-ask = I ask { $organization } for a copy of my health records: all that you keep in my designated record set, from the first entry to today, including notes, test results, images, bills and claims.
letter-law = I have this right under the HIPAA Privacy Rule, 45 CFR 164.524. I do not have to say why.
letter-time = The rule gives you 30 calendar days. If you need longer, tell me the reason in writing within that time; you may take 30 more days, once.
letter-fee = You may charge only the cost of copying, supplies and postage. If there is a fee, tell me the amount first. Looking at my record on a screen or through an app costs nothing.
letter-wish-data = Please give me electronic files that a computer can read (for example FHIR or C-CDA), if you can readily make them.
letter-wish-paper = Please give me a copy that I can read and print (for example PDF).
letter-wish-app = Please let me connect this app to my record: { $app }.
letter-born = My date of birth: { $date }
letter-thanks = If you do not give me some of it, tell me in writing which part, why, and how I can have that decision reviewed. Thank you.
letter-foot = Made with the letter writer of the Blue Button movement. It is not legal advice.
letter-org-needed = Type who the letter is for.
letter-name-needed = Type your name: the letter needs it.
counted-title = Count my letter
counted-lead = Did you ask { $organization } for your records? Press the button, and you are counted.
counted-go = Yes, count me
counted-done = You are counted
counted-done-text = { $organization } sees how many people ask, but never who.
counted-answer = What came of it?
counted-later = You can come back with this link when you have the answer.
answer-got = I got my records
answer-part = I got a part
answer-refused = I was refused, or heard nothing
mail-letter-subject = Did you ask { $organization } for your records?
mail-letter-body =
    Hello,

    You made a letter to { $organization } and wanted to be counted among those who asked. Open this page and press the button:

    { $link }

    Keep this mail: with the same link you can tell us later whether you got your records. We keep only a fingerprint of your address, and write no more.

data-lead = All that we publish, for programs and for research: who pledged, what is offered, what we found.
data-licence = It belongs to everyone:
data-json = The whole directory with every pledge, open or ended, and how each promise stands.
data-csv = The same for spreadsheets, one organization per line.
data-brands = Organizations with a FHIR address, as a bundle of user-access brands (FHIR R4).
data-checks = Every check of every day.
data-changes = Who joined, reported, renewed or withdrew, for feed readers.
data-calendar = Events, for your calendar.
data-etag = Each file has an ETag. Send it in If-None-Match, and you get the file only when it has changed.
