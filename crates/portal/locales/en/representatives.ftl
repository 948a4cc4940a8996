### People who act for a patient by law, and whom a court keeps out.

authority-parent = Parent of a minor
authority-guardian = Guardian, appointed by a court
authority-agent = Health care power of attorney
authority-executor = Executor of the estate

representatives-title = Who acts for { $name }
representatives-link = Who acts for them by law, and court orders
representatives-lead = { $count ->
    [0] Nobody is entered who acts for this patient by law.
    [one] One person is entered who acts for this patient by law.
   *[other] { $count } people are entered who act for this patient by law.
}
representatives-contested = They are in dispute.
representatives-contested-text = Do not tell one of them about the other, not even that there is one. No page of ours does.
representatives-enter = Enter someone
representatives-order = Enter a court order
representative-waits = No account yet. The front desk makes the code.
representative-on-hold = Stopped for now: the birth date in the record has changed. Check it, then press the button.
representative-teen = Age of the patient
representative-teen-text = A teen. Sensitive topics are hidden as this site has set it, whatever is shown above.
representative-identity = Identity checked by
representative-note = Note of the office
representative-entered = Entered
representative-paper = Open the paper
representative-confirm = The birth date is right
representative-end = End their access
representative-done-entered = They are entered. The front desk can now make their code.
representative-done-ended = Their access has ended. Only this office can give it back.
representative-done-given-back = They have access again, as before.
representative-done-confirmed = Confirmed. Their access holds again.
representative-new-title = Enter someone who acts for a patient by law
representative-new-lead = { $name } is the patient. The person gets an account of their own, and each look is in the patient's activity.
representative-name = Their name
representative-name-hint = As it stands on their identity document.
representative-name-needed = Type their name, as it stands on their identity document.
representative-authority = By what right do they act?
representative-authority-needed = Choose by what right they act.
representative-identity-hint = Say what you looked at, such as a passport. No numbers.
representative-identity-needed = Say how you made sure who they are.
representative-file = The paper that gives them the right
representative-file-hint = A PDF, a photo or a text, up to 8 MB. Only this office can open it, and each time is written down.
representative-paper-needed = Choose the paper: a court's order, the power of attorney or the letters of the estate.
representative-paper-size = The file is empty, or larger than 8 MB. Choose another.
representative-which-all = The whole record
representative-which-some = Only some parts
representative-topics-hint = Untick what their paper does not cover. From a teen's parents, topics are hidden as this site has set it, whatever you choose.
representative-until-hint = The last day, if the paper names one. A parent's access ends by itself when the patient comes of age.
representative-note-hint = What your office should know. Nobody else reads it.
representative-contested = There is another, and they are in dispute
representative-contested-hint = Then your office is warned on this patient's page. Neither is ever told of the other, marked or not.
representative-go = Enter them
representative-birth-date = We can't tell when a parent's access would end: the record has no whole birth date. Correct it first.
representative-of-age = The patient is of age. The patient gives a parent access, or a court does.
representative-barred = A court order here keeps out somebody of that name. Look at it first.
representative-too-many = This record has too many people, past ones included. Call the help desk.
representative-too-late = Its last day is over. Enter them anew.
representative-letter-lead = Hand it to { $name }, after a look at who it is. The code is shown only now.
representative-letter-text = You act for somebody whose health record is with us. With this code you make your own account.
representative-letter-ask = You will be asked for the birth date of the person you act for. Give the code to nobody.
representative-expected-title = Codes for people who act for this patient
representative-expected-text = The records office has entered them. Look at who it is before you hand over a code.
representative-make-code = Make a code

orders-title = Court orders that keep someone out
orders-lead = Nobody can give these people access, by name or with a code. If someone else has the same name, say so under the order, and how you know.
order-note = Court and number
order-no-end = Until your office ends it.
order-ended-on = Ended on { $date }.
order-paper = Open the order
order-end = End this order
order-done = { $count ->
    [0] The order is entered. Nobody of that name had access.
    [one] The order is entered, and one person's access has ended.
   *[other] The order is entered, and the access of { $count } people has ended.
}
order-meant = { $name }: is this the person?
order-meant-text = They have this name, or came here under it. While the order holds they have no access.
order-meant-never-came = They never came with an account, so nobody can tell them apart here.
order-spare = This is someone else
order-spare-why = How you know
order-spare-why-hint = For example: born in 1950, passport seen on May 3. Only your office reads it.
order-spare-why-needed = Write down how you know that this is someone else.
order-spared = Someone else: { $why } ({ $by })
order-done-spared = It is written down. Their access is not given back by itself: the patient or your office does that.
order-done-ended = The order has ended. What it ended stays ended.
order-new-title = Enter a court order
order-new-lead = It keeps one person out of the record of { $name }. Their access ends at once, and nobody can let them in while it holds.
order-name = Whom does it keep out?
order-name-hint = The whole name, as the order has it.
order-name-needed = Type the name, as the order has it.
order-note-hint = The court, the number, and what your office should know. Nobody else reads it.
order-note-needed = Type the court and the number.
order-words-needed = Type a name and a note. Each may be shorter.
order-until-hint = The last day, if the order names one.
order-file = The order
order-go = Enter it and end their access

staff-stop-link = Stop all access
staff-stop-text = A patient who calls can have all access to their record ended at once.
staff-stop-title = Stop all access to the record of { $name }?
staff-stop-lead = Everyone but the patient will not be able to open it from the moment you press the button: family, helpers, apps, and people who act by law.
staff-stop-back = The patient can give it back, one by one, for a week. Yours is the office that gives it back to people who act by law.
staff-stop-why = Who called, and how did you know?
staff-stop-why-hint = The patient reads it. Write no numbers.
staff-stop-why-needed = Say who called, and how you made sure.
staff-stop-done = All access has ended. The patient reads it in their activity.

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
activity-order-ended = Ended a court order about { $to }
activity-office-paper-opened = Opened a paper of the office about who may see the record
