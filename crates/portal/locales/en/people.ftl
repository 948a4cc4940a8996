### Who may see a record: letting somebody in, ending it.

people-title = People
people-just-ended = Access ended. From this moment on, they can't open your record.
people-lead = { $count ->
    [0] Nobody but you can open your record here.
    [one] One person besides you may look at your record.
   *[other] { $count } people besides you may look at your record.
}
people-let-in = Give someone access
people-inside = People with access
people-invited = Invited, no access yet
people-invited-text = They have a code from you and have not used it. A code works for two weeks.
people-at-the-office = Waiting for our office, no access yet
people-at-the-office-text = Our office hands them their code, after a look at who they are. They have not used one.
people-past = Past access
people-until = Until { $date }.
people-no-end = Until you end it.
people-since = Has had access since { $date }.
people-ended = Access ended on { $date }.
people-ran-out = Access ran out on { $date }.
people-end = End their access
people-withdraw = Take the code back
people-own-title = Accounts that open this record as its own
people-own-lead = If you do not know one of them, end it and call us.
people-own-since = { $name }, connected on { $date }
people-own-you = This is the account you are using.
people-own-waits = This account waits for you. It opens nothing until you confirm it.
people-own-confirm = Confirm this account
people-own-end = End this account's access
people-own-confirmed = It is confirmed. That account can open the record now.
people-own-ended = It is ended. That account can't open the record any more.
people-office-title = Who else has your record?
people-office-text = The people who treat you at { $organization } have it in their own systems. Everyone who opens it here is on the page Activity.
people-see-activity = See who has looked
people-change = Change
people-see = See what { $name } sees
people-would-see = See what { $name } would see
people-changed = Changed. It holds from this moment on.
people-hidden = Saved. It holds from this moment on.
people-undo = Undo this change
people-undone = The change was undone. It is as it was before.
people-give-back = Give access back
people-given-back = They have access again, as before.
people-wrong-title = Is something wrong?
people-wrong-text = You can end the access of everyone at once. The people who treat you keep theirs.
people-stop-all = Stop all access
people-all-ended = All access ended. From this moment on, nobody to whom you gave access can open your record.
held-sees = Sees
held-everything = The whole record.
held-topics = Sensitive topics
held-topics-hidden = Hidden: { $topics }.
held-topics-shown = Shown: { $topics }.
held-topics-open = All shown.
held-hidden = Also hidden
held-hidden-text = { $count ->
    [one] One entry or visit that you chose.
   *[other] { $count } entries or visits that you chose.
}
held-may = May do
held-when = When
held-from = From { $from } until you end it.
held-from-until = From { $from } until { $until }.
rights-may = May { $what }.
rights-nothing = May not look at anything.
rights-and = { $first } and { $last }
rights-view = look at the record
rights-download = download it
rights-transmit = send it to doctors
rights-apps = let apps read it
rights-manage = give others access
rights-sections = Only these parts: { $sections }.
rights-some-hidden = Some entries are hidden from them.

let-in-title = Give someone access
let-in-lead = They get an account of their own, and you see each time they look. You can end it at any time.
let-in-name = Their name
let-in-name-hint = As you want to see it in your list.
let-in-name-needed = Type their name.
let-in-which = What may they see?
let-in-which-needed = Choose what they may see.
let-in-which-all = Your whole record
let-in-which-medicines = Only your medicines
let-in-which-some = Only some parts
let-in-parts = Which parts?
let-in-parts-needed = Choose at least one part, or your whole record.
let-in-topics = Sensitive topics they may see too
let-in-topics-hint = These stay hidden from others unless you choose them here. We tell by the codes of each entry; look through what they see to be sure.
let-in-rights = What may they do besides looking?
let-in-rights-hint = Choose nothing if they should only look.
let-in-download = Download
let-in-download-hint = They can take a copy of what they see. A copy stays with them, even after you end their access.
let-in-transmit = Send
let-in-transmit-hint = They can send what they see to a doctor for you.
let-in-apps = Use apps
let-in-apps-hint = They can let apps of other companies read what they see here.
let-in-manage = Give others access
let-in-manage-hint = They can let in others, who see no more than they do themselves.
let-in-days = For certain days only
let-in-from = From when?
let-in-from-hint = The first day. Leave it empty if it should begin at once.
let-in-from-wrong = Choose a day, or leave it empty.
let-in-until-before = The last day is before the first. Change one of them.
let-in-until = Until when?
let-in-until-hint = The last day. Leave it empty if it should hold until you end it.
let-in-until-wrong = Choose a day from today on, or leave it empty.
let-in-go = Make a code for them
let-in-code-title = A code for { $name }
let-in-code-lead = Give this code to { $name }. It is shown only now.
let-in-at-office = Our office hands { $name } the code in person. Ask them to come to us with an ID.
let-in-code-label = Code
let-in-code-until = It works once, until { $date }.
let-in-next-title = What they do with it
let-in-next-1 = They go to { $address } and choose "I have an invitation code".
let-in-next-2 = They type the code and your birth date. So give both only to the person you mean.
let-in-next-3 = They make an account of their own, with a passkey or a password. Then they can see your record.
let-in-back = I have given it to them

end-title = End the access of { $name }?
end-lead = { $name } will not be able to open your record any more, from the moment you press the button.
end-kept = What they have already downloaded or sent stays with them. You can let them in again later, with a new code.
end-go = End the access of { $name }

change-title = What { $name } may see and do
change-lead = What you change holds from the moment you save it. They are not told.
change-go = Save
change-hidden-title = Hidden one by one

hide-title = Hide "{ $title }" from someone
hide-nobody = Nobody but you has access to your record, so there is nobody to hide this from.
hide-lead = Choose from whom it is hidden. It leaves their lists, counts, search and copies, and they are not told.
hide-lead-visit = Choose from whom this visit is hidden, with everything that belongs to it. It leaves their lists, counts, search and copies, and they are not told.
hide-from = Hide it from
hide-documents = From that moment on, they also can't open whole documents, since a document may tell of it.
hide-go = Save
hide-show-again = Show it again
hide-whole-visit = The visit and everything that belongs to it
hide-not-there = An entry that is no longer in the record
hide-link = Hide this from someone

stop-title = Stop all access?
stop-lead = These people will not be able to open your record from the moment you press the button.
stop-go = Stop all access
