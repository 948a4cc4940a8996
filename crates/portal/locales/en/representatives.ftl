### People who act for a patient by law, and whom a court keeps out.

authority-parent = Parent of a minor
authority-guardian = Guardian, appointed by a court
authority-agent = Health care power of attorney
authority-executor = Executor of the estate

representatives-title = Who acts for { $name }
representatives-link = Legal representatives and court orders
representatives-lead = { $count ->
    [0] No one is on file who acts for this patient by law.
    [one] One person on file acts for this patient by law.
   *[other] { $count } people on file act for this patient by law.
}
representatives-contested = They are in dispute.
representatives-contested-text = Do not tell either one about the other, or even that there is another. None of our pages do.
representatives-enter = Add someone
representatives-order = Add a court order
representative-waits = No account yet. The front desk makes the code.
representative-on-hold = Stopped for now: the birth date in the record has changed. Check it, then press the button.
representative-teen = Age of the patient
representative-teen-text = A teen. Sensitive topics are hidden as this site has set it, whatever is shown above.
representative-identity = How you checked their identity
representative-note = Office note
representative-entered = Added
representative-paper = Open the document
representative-confirm = The birth date is correct
representative-end = End their access
representative-done-entered = They are on file. The front desk can now make their code.
representative-done-ended = Their access has ended. Only this office can give it back.
representative-done-given-back = They have access again, as before.
representative-done-confirmed = Confirmed. Their access holds again.
representative-new-title = Add someone who acts for a patient by law
representative-new-lead = { $name } is the patient. The person gets an account of their own, and the patient's activity shows each time they look.
representative-name = Their name
representative-name-hint = As it appears on their ID.
representative-name-needed = Type their name as it appears on their ID.
representative-authority = What gives them the right to act?
representative-authority-needed = Choose what gives them the right to act.
representative-identity-hint = Say what you looked at, such as a passport. Leave out its number.
representative-identity-needed = Say how you checked who they are.
representative-file = The document that gives them the right
representative-file-hint = A PDF, a photo or a text file, up to 8 MB. Only this office can open it, and each time is recorded.
representative-paper-needed = Choose the document: a court order, the power of attorney or the letters of the estate.
representative-paper-size = The file is empty, or larger than 8 MB. Choose another.
representative-which-all = The whole record
representative-which-some = Only some parts
representative-topics-hint = Untick what their document does not cover. A teen's parents do not see the topics that this site hides from them, whatever you choose here.
representative-until-hint = The last day, if the document names one. A parent's access ends by itself when the patient comes of age.
representative-note-hint = For your office only.
representative-contested = There is another representative, and the two are in dispute
representative-contested-hint = Your office will see a warning on this patient's page. Neither person is ever told about the other, marked here or not.
representative-go = Add this person
representative-birth-date = We can't tell when a parent's access would end: the birth date in the record is not complete. Correct it first.
representative-of-age = The patient is of age. The patient gives a parent access, or a court does.
representative-barred = A court order here keeps out someone with that name. Look at it first.
representative-too-many = This record has too many people, past ones included. Call the help desk.
representative-too-late = Its last day has passed. Add them again.
representative-letter-lead = Hand it to { $name } after you check who they are. The code is shown only now.
representative-letter-text = You act for someone whose health record is with us. With this code you make your own account.
representative-letter-ask = You will be asked for the birth date of the person you act for. Do not share the code.
namesake-letter-text = Someone gave you access to their health record, which is with us. With this code you make your own account.
namesake-letter-ask = You will be asked for the birth date of the person whose record it is. Do not share the code.
representative-expected-title = Codes to hand over in person
representative-expected-text = The records office knows these people. Check who it is before you hand over a code.
representative-make-code = Make a code

orders-title = Court orders that keep someone out
orders-lead = Nobody can give these people access, by name or with a code. If someone else has the same name, say so under the order, and how you know.
order-note = Court and case number
order-no-end = Until your office ends it.
order-ended-on = Ended on { $date }.
order-paper = Open the order
order-end = End this order
order-done = { $count ->
    [0] The order is on file. No one with that name had access.
    [one] The order is on file, and one person's access has ended.
   *[other] The order is on file, and the access of { $count } people has ended.
}
order-meant = { $name }: is this the person?
order-meant-text = They have this name, or came here under it. While the order holds they have no access.
order-meant-never-came = They never came with an account, so nobody can tell them apart here.
order-spare = This is someone else
order-spare-why = How you know
order-spare-why-hint = For example: born in 1950, passport seen on May 3. Only your office reads it.
order-spare-why-needed = Write down how you know that this is someone else.
order-spared = Someone else: { $why } ({ $by })
order-awaited-text = They have not come yet. Once the patient gives them access, the front desk makes their code from the patient's card and hands it to them.
order-awaited-note = Has the same name as someone whom a court keeps out. The records office knows that this is someone else. Hand the code to this person only.
order-await = Someone else has the same name and no account here
order-await-text = The patient can then give this person access by name. Their code comes from your front desk, and no other code lets them in.
order-await-name = Full name of the other person
order-await-go = This is someone else
order-await-words-needed = Write down the name and how you know that this is someone else. Each may be shorter.
order-await-other-name = This order does not keep out that name. Anyone may be given access by it.
order-await-too-many = There are 20 other people under this order already. Call your vendor.
order-done-awaited = It is written down. The patient can now give them access by that name; your front desk makes the code.
order-done-spared = It is written down. Their access is not given back by itself: the patient or your office does that.
order-done-ended = The order has ended. Access that it ended does not come back by itself.
order-new-title = Add a court order
order-new-lead = It keeps one person out of the record of { $name }. Their access ends at once, and no one can give them access while the order is in force.
order-name = Who does it keep out?
order-name-hint = The full name, as written in the order.
order-name-needed = Type the full name, as written in the order.
order-note-hint = The court, the case number, and anything your office should know. For your office only.
order-note-needed = Type the court and the case number.
order-words-needed = Type a name and a note. Each may be shorter.
order-until-hint = The last day, if the order names one.
order-file = The order
order-go = Save it and end their access

staff-stop-link = Stop all access
staff-stop-text = A patient can call and have everyone else's access to their record ended at once.
staff-stop-title = Stop all access to the record of { $name }?
staff-stop-lead = From the moment you press the button, only the patient can open it. Family, helpers, apps and legal representatives can't.
staff-stop-back = For a week, the patient can give access back to each of them. Legal representatives get it back from your office.
staff-stop-why = Who called, and how did you know?
staff-stop-why-hint = The patient can read this. Leave out any numbers.
staff-stop-why-needed = Say who called, and how you checked.
staff-stop-done = All access has ended. The patient's activity shows it.

let-in-barred = We can't give this person access from here. Please call us.
held-acting = Acts for you
held-acting-text = { $authority }, entered by our office.
people-kept-by-office = Our office entered them. Call us to change it.
people-kept-until-adult = It ends by itself when you come of age.
people-renew = Let them in again
people-renewed = They are let in, as someone you chose. You can change what they see.
people-renew-text = They were let in as your parent. You are of age now, so it is up to you.
people-on-hold = Stopped for now. Our office must check it.
records-waits = One record is stopped for now: our office must check your access. Please call us.

activity-representative-entered = Entered that { $to } acts for the patient ({ $authority })
activity-representative-code-made = Made a code for { $to } ({ $authority })
activity-representative-ended = Ended the access of { $to } ({ $authority })
activity-representative-given-back = Gave { $to } access again ({ $authority })
activity-representative-confirmed = Checked the access of { $to } again ({ $authority })
activity-representative-renewed = Let { $to } in again, as someone the patient chose
activity-order-entered = Entered a court order about { $to } and ended their access
activity-order-spared = Said that a court order does not mean { $to }
activity-order-code = Made the code of { $to }, whom the office told apart from someone of the same name
activity-order-ended = Ended a court order about { $to }
activity-office-paper-opened = Opened a paper of the office about who may see the record
