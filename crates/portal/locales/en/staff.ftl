### The records office: patients, invitations, imports, quarantine.

staff-start-title = Your work
staff-no-office = Your account has no role yet. Ask an administrator of your organization to give it one.
staff-born-hidden = Not shown to your role
staff-find-title = Find a patient
staff-find-label = Name, birth date, number, telephone or address
staff-find-hint = In any order, for example: maria lopez 1950, 11/25/1950, or lopes. Spelling may be off by a letter.
staff-find-go = Find
staff-found = { $count ->
    [0] Nobody found
    [one] One patient
   *[other] { $count } patients
}
staff-found-cut = There are more. Add a birth date or a number to find fewer.
staff-found-none = Try less: the family name alone, or the birth date alone. Somebody is listed only if everything you typed fits them.
staff-last-visit = last visit { $date }
staff-no-visit = no visit known
staff-no-address = no address known
staff-no-records = There are no records yet. Records come in with "bluebutton import".
staff-today = Waiting today
staff-waiting-requests = { $count ->
    [one] request to answer
   *[other] requests to answer
}
staff-waiting-overdue = { $count ->
    [one] request that is overdue
   *[other] requests that are overdue
}
staff-waiting-emergencies = { $count ->
    [one] emergency to review
   *[other] emergencies to review
}
staff-waiting-cases = { $count ->
    [one] person to match
   *[other] people to match
}
staff-waiting-things = { $count ->
    [one] file or entry in quarantine
   *[other] files or entries in quarantine
}
staff-waiting-jobs = { $count ->
    [one] task that stopped
   *[other] tasks that stopped
}
staff-all-imports = All imports
staff-came = What came
staff-came-nothing = Nothing yet
staff-came-entries = { $count ->
    [one] 1 entry
   *[other] { $count } entries
}
staff-came-people = { $count ->
    [one] 1 person
   *[other] { $count } people
}
staff-came-at-least = { $count ->
    [one] 1 person or more
   *[other] { $count } people or more
}
staff-result = Result
staff-result-read = All read
staff-result-issues = { $count ->
    [one] 1 thing not understood
   *[other] { $count } things not understood
}
staff-result-waits = { $count ->
    [one] 1 in quarantine
   *[other] { $count } in quarantine
}
staff-name = Name
staff-born = Birth date
staff-identifiers = Numbers
staff-card-access = Access to this record
staff-account = Account
staff-unknown = Not known
staff-has-account = Has an account
staff-no-account = No account yet
staff-no-identifiers = None

invite-title = Invitation
invite-text = Make a code for the patient and hand it over with the letter. First check who you are giving it to.
invite-again-text = Somebody has an account for this record already. A new code gives one more account to the patient; check first who you are giving it to.
invite-go = Make an invitation
invite-no-content = You do not see what is in the record here. The patient can see that you made an invitation.
invite-no-birth-date = The record has no birth date, so a code can't be checked. Have the birth date corrected where the record comes from, and import it again.
invite-too-young = This patient is a child and gets no account of their own. The records office enters who acts for them by law; then you make that person a code here.
letter-title = Invitation letter
letter-lead = Print this page now: the code is not shown again. An earlier code for this patient no longer works.
letter-back = Back to the patient
letter-heading = Your health record at { $organization }
letter-dear = Dear { $name },
letter-text = You can now read your health record on your phone or computer, keep a copy, and share it with whom you choose. This is how you begin:
letter-address = Go to
letter-code = Type this code
letter-ends = It works until
letter-ask = You will be asked for your birth date, and then how you want to sign in: with a passkey or with a password. Do not give this code to anyone else.

imports-title = Imports
imports-lead = What came in, newest first. Open a line to read its report.
imports-none = Nothing has come in yet.
imports-how = Records come in with "bluebutton import" on the server.
imports-when = When
imports-file = File
imports-patients = Patients
imports-new = New
imports-changed = Changed
imports-same = Already there
imports-issues = Not understood
imports-quarantined = Went to quarantine
imports-pieces = In { $count } parts
imports-pieces-cut = In { $count } parts or more; these are counted here
imports-at-least = { $count } or more
imports-find-file = Words of the file name
imports-find-fate = What happened
imports-fate-all = Everything
imports-fate-whole = All taken in
imports-fate-issues = Something not understood
imports-fate-quarantined = Something went to quarantine
imports-fate-nothing-new = Nothing new
imports-none-found = No import is like that.
sifted-cut = The list goes on; the rest was not searched. Choose days to search there.
import-title = Import of { $time }
import-lead = { $count ->
    [0] Nothing new came in.
    [one] One entry is new or changed.
   *[other] { $count } entries are new or changed.
}
import-whole = The whole file
import-part = Part { $number } of { $of }
import-parts = Its { $count } parts
import-parts-text = The totals on this page are for all of them together.
import-parts-which = Part
import-parts-cut = There may be more parts than are counted here.
import-by-type = What came in, by type
import-type = Type
import-organization = Organizations
import-practitioner = Doctors and other clinicians
import-location = Places
import-issues = { $count ->
    [0] Everything was understood
    [one] One thing was not understood
   *[other] { $count } things were not understood
}
import-line = line { $line }
import-issues-elsewhere = Something went to quarantine
import-issues-in-quarantine = What still waits is there, with its reason:
import-issues-of-the-office = The records office looks at what was not taken in.
import-issues-none = There is nothing to do.
import-issues-more = And { $count } more. The command "bluebutton import" lists all of them.
import-entries = What became of the document's entries
import-entries-each = Each entry
import-became = What became of it
import-became-ids = Resources made of it
import-entries-more = { $count ->
    [one] And 1 more.
   *[other] And { $count } more.
}
import-severity = Severity
import-place = Where
import-message = What
severity-note = Note: kept as text
severity-warning = Warning: in the original only
severity-error = Not taken

quarantine-title = Quarantine
quarantine-none = Nothing is in quarantine.
quarantine-lead = These could not be tied to a patient, or could not be read. Nothing is lost: fix the cause, then try again.
quarantine-size = Size
quarantine-why = Why
quarantine-actions = What to do
quarantine-retry = Try again
quarantine-remove = Remove
quarantine-taken = It was taken in. It is no longer in quarantine.
quarantine-still = It could not be taken in. It is still in quarantine; the reason is given below.
quarantine-removed = It was removed.
remove-title = Remove this from quarantine?
remove-lead = It will be gone from here for good. Keep the file it came from if it may be needed.
remove-go = Remove it

jobs-title = Stopped tasks
jobs-none = No tasks have stopped.
jobs-lead = These tasks stopped and need you. Find out what went wrong, then put them back in the queue. A patient who is waiting for one sees that it is on hold.
jobs-kind = What
jobs-made = Asked for
jobs-taken = Tries
jobs-why = Why it stopped
jobs-actions = What to do
jobs-retry = Put back in the queue
jobs-retried = It is back in the queue.
jobs-kind-transmission = Sending a record
jobs-kind-checkpoint = Signing the audit trail
jobs-kind-clean-up = Cleaning up
jobs-kind-notices = Messages to people
jobs-kind-other = Another task
jobs-why-lost = It was started several times, and each time the program stopped before it was done.
jobs-why-altered = The task can’t be read: it was altered or damaged.
jobs-why-restored = It was about to be sent when the backup was made that this site was restored from. It may have been sent since.
jobs-why-by-hand = It was stopped by hand.
jobs-why-other = We do not know why.

### People who may be one.

matching-title = Who is who
matching-lead = These people arrived in a file and may already have a record here. What came with them waits until you say who they are.
matching-alone = At this site, the same full name and the same birth date are enough if nothing speaks against it. What agrees only so goes in without asking you.
matching-alone-many = At this site, the same full name and the same birth date are taken as proof. That is right for a small site only. More than 20,000 people are here now, and two of them may share both. Tell whoever runs this program: name_and_birth_date should be "ask".
matching-none = No one is waiting for a decision.
matching-none-decided = Nothing has been decided yet.
matching-show-open = Waiting for a decision
matching-who-came = Who arrived
matching-why = Why
matching-waiting = Files waiting
matching-decided = What was decided
matching-was-same = The same person
matching-was-other = Two people
matching-was-nothing = Taken in or removed without a decision
matching-find-state = Which
matching-state-waiting = Waiting for a decision
matching-state-over = No longer waiting
matching-state-same = Decided: the same person
matching-state-other = Decided: two people
matching-state-undecided = Without a decision
matching-find-reason = What makes it unclear
matching-reason-any = Anything
matching-find-text = Name or file
matching-none-found = No case is like that.

numbers-link = What each kind of number proves
numbers-title = What a number proves
numbers-lead = Files bring numbers: of records, health plans and states. This is what each kind proves when the program tells who is who. A number alone never proves who somebody is.
numbers-kinds-title = Numbers that people here have
numbers-none = Nobody here has a number yet.
numbers-system = Number
numbers-proves = What it proves
numbers-word = Who says so
numbers-records = Records with one
numbers-by-settings = The settings file
numbers-by-type = Its type, as it arrived
numbers-by-program = The program: everybody uses this system
numbers-by-nobody = Nobody yet
numbers-looked-all = { $count ->
    [one] Counted in the one record that is here.
   *[other] Counted in all { $count } records that are here.
}
numbers-looked-some = Counted in { $count } records, not in all that are here.
numbers-change = Whoever runs this program can say in the settings file what a number proves, under [matching]: record_numbers, member_numbers or shared_numbers. It applies to what arrives from then on.
numbers-shared-title = Numbers that turned out to be shared
numbers-shared-text = When a third person arrives with the same number, it proves nothing about anyone anymore. For the number of a health plan, that is the 21st person. Only the end of each number is shown.
numbers-shared-none = None so far.
numbers-shared-cut = There are more. These are the newest ones.
numbers-ending = Ends with
numbers-since = Since
numbers-records-count = { $count }
numbers-records-more = { $count } or more
numbers-system-gone = Nobody who has it is here anymore
match-decided-already = Somebody else decided this meanwhile. If that is wrong, undo it first.
match-why-missing = Write in a few words why.

case-title = Are they one person?
case-title-same = They are one person
case-title-other = They are two people
case-lead = First stands the person in the file, then the people already here. Check with the person or the sender if you can: two people in one record is worse than one person in two.
case-file = The file
case-waiting = { $count ->
    [0] Nothing waits for this decision.
    [one] One file waits for this decision.
   *[other] { $count } files wait for this decision.
}
case-still-waiting = { $count ->
    [one] One file still could not be taken in: see quarantine.
   *[other] { $count } files still could not be taken in: see quarantine.
}
case-compare = Side by side
case-part = Part
case-came = In the file
case-here = Already here
case-agrees = Compared
case-differs = Differs
case-same = Agrees
case-sex = Sex
case-address = Address
case-contacts = Phone and email
case-rule = What the program saw
case-to-check = check this
case-say = Say who they are
case-say-text = Your answer applies to everything that arrives about this person from now on. It is recorded with your name and your reason, and the patient can see that it was decided.
case-why = Reason
case-why-hint = For example: called the patient, birth certificate seen
case-same-person = The same person
case-two-people = Two people
case-answer = Answer
case-who = Decided by
case-operator = The person who runs the server
case-done-same = They are one person now. What waited has gone into the record.
case-done-other = They are two people now. What waited has gone into a record of its own.
case-done-undone = The decision was taken back.
case-undo-title = Take the decision back
case-undo-text = What arrived for this person under the decision becomes a record of its own again.
case-undo-text-other = Who they are is asked again. Until then, what has arrived stays in a record of its own.
case-undo = Take it back

parts-title = One person, two records
parts-lead = These records were put into this one:
parts-split = Take it out again
parts-merge-text = Is there a second record of the same person?
parts-merge = Put two records together
merge-find-title = Find the other record
merge-find-lead = Find the record that is also about { $name }. You see both side by side before anything changes.
merge-title = Put two records together
merge-lead = Check that both are one person. Two people in one record is worse than one person in two.
merge-first = This record
merge-second = The other record
merge-name = The record is then called { $name }. Entries and documents of both stand in it. Nothing is lost.
merge-readers = These people can then open all of it:
merge-readers-none = Nobody has an account for either of them yet.
merge-undo = You can take the records apart again at any time. What came in since goes with the record it came for.
merge-go = Put them together
merge-done = They are one record now.
split-title = Take two records apart
split-lead = The second record was put into the first. If they are two people, take it out again.
split-first = The record
split-second = What was put into it
split-text = Each becomes a record of its own again, with all that came in for it. Whoever could open the one opens only that one.
split-go = Take them apart
split-done = They are two records now.
pair-what = What they hold, and who can open it
pair-now-first = First
pair-now-second = Second
pair-entries = Entries
pair-documents = Documents
pair-readers = Who can open it
pair-nobody = Nobody yet
pair-why-hint = For example: registered twice, identity card seen. The patient can read it.
pair-not = Change nothing
letter-picture = Picture that leads to { $address }
letters-title = Invitation letters
letters-lead = Make a letter with a code for every patient who has no account yet and no code that still works.
letters-text = One file holds up to { $count } letters, one page each, in English and Spanish, to print and send. Make another file for more.
letters-once = The codes are in this file only: save it, print it, and then delete it. Each code works for two weeks.
letters-lost = If the file gets lost: open the patient, take the code back, and make a new letter.
letters-go = Create the letters (PDF)
letters-nobody = There is nobody new to write to: everybody else has an account, or a code that still works.
letters-young = { $count ->
    [one] One child gets no letter: the records office enters who acts for them by law, and that person gets the code.
   *[other] { $count } children get no letter: the records office enters who acts for them by law, and that person gets the code.
}
letters-undated = { $count ->
    [one] One record has no birth date, so a code for it can't be checked.
   *[other] { $count } records have no birth date, so a code for them can't be checked.
}
invite-revoke = Take back the code
invite-revoke-text = Did a letter go to the wrong place? Take its code back; it then opens nothing.
invite-revoked = The code no longer works.
invite-none-to-revoke = There is no code that still works for this patient.

### Accounts, and helping people back in.

accounts-title = Accounts
accounts-lead = Who can sign in, and what for. No page here shows anything of a health record.
accounts-find = Name, sign-in name or e-mail address
accounts-find-hint = Three letters or more of each word are enough, as you hear them: "ana rey", "beker", "ana.rey". A patient's card leads to their account, too.
accounts-which = Which accounts
accounts-living = All
accounts-staff = Staff
accounts-ended = Ended
accounts-none = There are none.
accounts-not-found = We found no account for that. Try less of the name, or another word.
accounts-login = Sign-in name
accounts-login-hint = For example: nora. No spaces.
accounts-role = Role
accounts-made = Made
accounts-seen = Last seen
accounts-never-seen = Never
accounts-ended-label = Ended
accounts-ended-on = Ended { $time }
accounts-factor = Second step
accounts-passkey = Passkey
accounts-app = Code from an app
accounts-no-factor = Not set up yet
accounts-person = Patient or caregiver
accounts-person-name = Name
accounts-name-too-long = This name is too long.
accounts-new = Add someone to the staff
accounts-new-lead = You get a code to hand over. With it they choose a password and set up a second step. Give only the roles their work needs.
accounts-new-go = Make the account
accounts-roles-label = Roles
accounts-roles-title = Roles
accounts-roles-text = What this person may do.
accounts-roles-go = Change roles
accounts-roles-of = Roles of { $name }
accounts-roles-lead = The change holds from their next page on. It stands in the trail with your name and reason.
accounts-roles-save = Save roles
accounts-roles-done = The roles are changed.
accounts-last-administrator = This is the last administrator. Make somebody else an administrator first.
accounts-why = Reason
accounts-why-hint = A few words. The reason stands in the trail.
accounts-why-missing = Write in a few words why.
accounts-end-title = End this account
accounts-end-text = For somebody who leaves, or asks for it.
accounts-end-go = End the account
accounts-end-of = End the account of { $name }
accounts-end-lead = They are signed out everywhere at once, and nobody can sign in with it again. This can't be undone.
accounts-end-kept = The health record stays as it is. A patient can get a new account with a new invitation.
accounts-end-now = End the account now
accounts-ended-done = The account has ended.
office-none = No role
office-front-desk = Front desk
office-front-desk-hint = Finds patients, makes invitations, helps people sign in again. Sees no birth dates.
office-records-office = Records office
office-records-office-hint = Keeps records in order: who is who, imports, requests. Can open a record in an emergency.
office-privacy-officer = Privacy officer
office-privacy-officer-hint = Watches over who saw what, reviews emergencies, ends accounts.
office-administrator = Administrator
office-administrator-hint = Manages staff accounts. Sees no records.
recover-staff-title = Help them sign in again
recover-staff-text = If the password or the phone is lost: check who it is, then hand over a code.
recover-staff-go = Make a code
recover-staff-of = A code for { $name }
recover-staff-lead = First check who it is. The account is signed out everywhere at once. The person gets a notice, and reads in their activity that you did it.
recover-check = How did you check who it is?
recover-check-missing = Choose how you checked who it is.
recover-check-document = I saw a document with a picture
recover-check-known = I know this person
recover-check-called-back = I called back the number in the record
recover-why = What happened
recover-why-hint = For example: lost phone. No health information. The reason stands in the trail.
recover-why-missing = Write in a few words what happened.
recover-make = Make the code
recover-letter-title = Code for signing in again
recover-letter-lead = Print this page or copy the code out, and hand it over yourself. It is not kept and not shown again. Never send it by e-mail.
recover-letter-heading = Sign in again at { $organization }
recover-letter-text = Go to this address and type the code. You then choose a new password and set up a second step. If a record is your own, you also need your birth date.
recover-link = I have a code from the office
recover-title = Sign in again with a code
recover-lead = The office gave you a code. Do you have none? Call us
recover-code = Code from the office
recover-code-needed = Type the code from the office.
recover-born = Your birth date
recover-born-hint = Needed if the record is your own. If you only care for others, leave it empty.
recover-next = Next you set up a second step for signing in.
recover-go = Set the new password
recover-wrong = Something does not fit: the name, the code or the birth date, or the code is used or too old. Check them, or ask the office for a new code.

### Emergency access.

emergency-title = Emergency access
emergency-text = If a patient can't be asked and their record is needed now.
emergency-link = Open the record in an emergency
emergency-of = Open the record of { $name } in an emergency
emergency-lead = Use this only if the patient can't be asked and the record is needed now.
emergency-rule-time = You can look for 2 hours. You can't download, send or change anything.
emergency-rule-patient = The patient reads your name, your reason and each page you open.
emergency-rule-officer = The privacy officer is told at once and reviews it.
emergency-why = Why is it needed?
emergency-why-hint = For example: unconscious, allergies needed. The patient reads this.
emergency-why-missing = Write in a few words why it is needed.
emergency-go = Open the record
emergencies-title = Emergencies
emergencies-lead = Records that were opened in an emergency. Review each one: was it justified?
emergencies-which = Which emergencies
emergencies-waiting = To review
emergencies-reviewed = Reviewed
emergencies-none = Nothing is waiting for review.
emergencies-none-reviewed = Nothing was reviewed yet.
emergencies-by = Opened by
emergencies-when = When
emergencies-from-until = { $from } to { $until }
emergencies-reason = Reason given
emergencies-verdict = Review
emergencies-why = Your reason
emergencies-done = The review is kept, and the patient can read it.
emergency-justified = Justified
emergency-not-justified = Not justified
emergency-said = { $name }: { $why }
emergency-verdict-missing = Choose whether it was justified.
emergency-review-why-missing = Write in a few words why you decided so.
emergency-own = You opened this record yourself. Another privacy officer must review it.
emergency-reviewed-before = Somebody reviewed this already.

### The trail, and the rules of the site.

trail-title = Trail
trail-lead = What was done that belongs to no patient: sign-ins, accounts, imports. For the trail of a record, find the patient first.
trail-of = Trail of { $name }
trail-link = Read the trail of this record
trail-whole = { $count ->
    [one] It verifies: 1 line is as it was written
   *[other] It verifies: { $count } lines are as they were written
}
trail-altered = It does not verify: something was altered
trail-check = Check that every line is as it was written
trail-too-long = This trail is too long to be checked here. Whoever runs the server can do it with "bluebutton verify".
trail-who = Who (part of the name)
trail-kind = What kind
trail-all-kinds = Everything
trail-kind-look = Looking
trail-kind-taken = Downloads and sending
trail-kind-access = Who may see
trail-kind-account = Accounts
trail-kind-sign-in = Sign-ins
trail-kind-office = Work of the staff
trail-kind-emergency = Emergencies
trail-kind-import = Imports
trail-kind-request = Requests and own entries
trail-from = From
trail-until = To
trail-day-wrong = Write the day as 2026-05-03.
trail-go = Show
trail-none = There are no lines like that.
trail-when = When
trail-who-did = Who
trail-what = What
trail-cut = There are older lines that were not searched. Choose an earlier last day.
trail-file-title = Download it
trail-file-text = The file holds what the filter shows, from all pages. The trail records that you downloaded it.
trail-csv = Table (CSV)
trail-ndjson = For programs (NDJSON)

### Several at once.

chosen = Chosen
choose = Choose
jobs-all-kinds = All
jobs-retry-chosen = Put the chosen back in the queue
quarantine-find = Words of the file name or the reason
quarantine-none-found = Nothing in quarantine has these words.
quarantine-all = Show all
quarantine-retry-chosen = Try the chosen again
quarantine-remove-chosen = Remove the chosen
quarantine-all-taken = All of them were taken in. They are no longer in quarantine.
quarantine-some-still = Some could not be taken in. They are still in quarantine; the reasons are given below.
remove-chosen-title = { $count ->
    [one] Remove this from quarantine?
   *[other] Remove these { $count } from quarantine?
}
remove-chosen-lead = They will be gone from here for good. Keep the files they came from if they may be needed.
remove-chosen-go = Remove them

## How a patient wants to be reached

reach-title = How to reach them
reach-text = Only so, as the patient asked (45 CFR 164.522(b)). Do not use another address or number.
reach-answer = The office said:
reach-letter = Send to (as you asked)
reach-send = Send or hand over this letter only so, as the patient asked:
