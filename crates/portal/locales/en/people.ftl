### Who may see a record: letting somebody in, ending it.

people-title = People
people-just-ended = It is ended. They can't open your record any more, from this moment on.
people-lead = { $count ->
    [0] Nobody but you can open your record here.
    [one] One person besides you may look at your record.
   *[other] { $count } people besides you may look at your record.
}
people-let-in = Let somebody in
people-inside = Who is in
people-invited = Invited, not in yet
people-invited-text = They have a code from you and have not used it. A code works for two weeks.
people-past = Who was in
people-until = Until { $date }.
people-no-end = Until you end it.
people-since = In since { $date }.
people-ended = You ended it on { $date }.
people-ran-out = It ran out on { $date }.
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
rights-may = May { $what }.
rights-nothing = May not look at anything.
rights-and = { $first } and { $last }
rights-view = look at your record
rights-download = download it
rights-transmit = send it for you
rights-manage = let others in
rights-sections = Only these parts: { $sections }.
rights-some-hidden = Some entries are hidden from them.

let-in-title = Let somebody in
let-in-lead = They get an account of their own, and you see each time they look. You can end it at any time.
let-in-name = Their name
let-in-name-hint = As you want to see it in your list.
let-in-name-needed = Type their name.
let-in-rights = What may they do?
let-in-rights-needed = Choose what they may do.
let-in-view = Look only
let-in-view-hint = They can read your whole record here.
let-in-all = Look, download and send
let-in-all-hint = They can also take a copy with them, and send it to a doctor for you.
let-in-until = Until when?
let-in-until-hint = The last day. Leave it empty if it should hold until you end it.
let-in-until-wrong = Choose a day from today on, or leave it empty.
let-in-go = Make a code for them
let-in-code-title = A code for { $name }
let-in-code-lead = Give this code to { $name }. It is shown only now.
let-in-code-label = Code
let-in-code-until = It works once, until { $date }.
let-in-next-title = What they do with it
let-in-next-1 = They go to { $address } and choose "I have an invitation code".
let-in-next-2 = They type the code and your birth date. So give both only to the person you mean.
let-in-next-3 = They choose a name and a password of their own. Then they can see your record.
let-in-back = I have given it to them

end-title = End the access of { $name }?
end-lead = { $name } will not be able to open your record any more, from the moment you press the button.
end-kept = What they have already downloaded or sent stays with them. You can let them in again later, with a new code.
end-go = End the access of { $name }
