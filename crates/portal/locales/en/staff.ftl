### The records office: patients, invitations, imports, quarantine.

staff-find-title = Find a patient
staff-find-label = Name, birth date or number
staff-find-hint = For example: becker 1948-11-02
staff-find-go = Find
staff-found = { $count ->
    [0] Nobody found
    [one] One patient
   *[other] { $count } patients
}
staff-found-cut = There are more. Add a birth date or a number to find fewer.
staff-found-none = Check the spelling, try the beginning of the name only, or the birth date as year-month-day.
staff-no-records = There are no records yet. Records come in with "bluebutton import".
staff-name = Name
staff-born = Birth date
staff-identifiers = Numbers
staff-account = Account
staff-unknown = Not known
staff-has-account = Has an account
staff-no-account = No account yet
staff-no-identifiers = None

invite-title = Invitation
invite-text = Make a code for the patient and hand it over with the letter. Check first who you are giving it to.
invite-again-text = Somebody has an account for this record already. A new code gives one more account to the patient; check first who you are giving it to.
invite-go = Make an invitation
invite-no-content = You do not see what is in the record here. That you made an invitation is written down, and the patient can read it.
invite-no-birth-date = The record has no birth date, so a code can't be checked. Have the birth date corrected where the record comes from, and import it again.
letter-title = Invitation letter
letter-lead = Print this page now: the code is not shown again. An earlier code for this patient no longer works.
letter-back = Back to the patient
letter-heading = Your health record at { $organization }
letter-dear = Dear { $name },
letter-text = You can now read your health record on your phone or computer, keep a copy, and share it with whom you choose. This is how you begin:
letter-address = Go to
letter-code = Type this code
letter-ends = It works until
letter-ask = You will be asked for your birth date, and then choose a name and a password. Do not give this code to anybody else.

imports-title = Imports
imports-lead = What came in, newest first. Each line leads to its report.
imports-none = Nothing has come in yet.
imports-how = Records come in with "bluebutton import" on the server.
imports-when = When
imports-file = File
imports-patients = Patients
imports-new = New
imports-changed = Changed
imports-same = Already there
imports-issues = Not understood
imports-quarantined = Quarantine
import-title = Import of { $time }
import-lead = { $count ->
    [0] Nothing new came in.
    [one] One entry is new or changed.
   *[other] { $count } entries are new or changed.
}
import-by-type = What came in, by type
import-type = Type
import-issues = { $count ->
    [0] Everything was understood
    [one] One thing was not understood
   *[other] { $count } things were not understood
}
import-line = line { $line }
import-issues-elsewhere = Something went to quarantine
import-issues-in-quarantine = What was not taken in is there, with its reason:
import-issues-none = There is nothing to do.
import-issues-more = And { $count } more. The command "bluebutton import" lists all of them.
import-severity = How bad
import-place = Where
import-message = What
severity-note = Note: kept as text
severity-warning = Warning: in the original only
severity-error = Not taken

quarantine-title = Quarantine
quarantine-none = Nothing is in quarantine.
quarantine-lead = These could not be tied to a patient, or could not be read. Nothing is lost: try again when the cause is removed.
quarantine-size = Size
quarantine-why = Why
quarantine-actions = What to do
quarantine-retry = Try again
quarantine-remove = Remove
quarantine-taken = It was taken in, and is no longer in quarantine.
quarantine-still = It could not be taken in. It is still in quarantine, with its reason.
quarantine-removed = It was removed.
remove-title = Remove this from quarantine?
remove-lead = It will be gone from here for good. Keep the file it came from if it may be needed.
remove-go = Remove it

jobs-title = Stopped work
jobs-none = No work is stopped.
jobs-lead = These jobs stopped and wait for you. Find out what went wrong, then put them back on the list. Patients who wait for one of them read that it is on hold.
jobs-kind = What
jobs-made = Asked for
jobs-taken = Times begun
jobs-why = Why it stopped
jobs-actions = What to do
jobs-retry = Put back on the list
jobs-retried = It is back on the list.
jobs-kind-transmission = Sending a record
jobs-kind-checkpoint = Signing the audit trail
jobs-kind-clean-up = Cleaning up
jobs-kind-other = Other work
jobs-why-lost = It was begun several times, and each time the program went away before its end.
jobs-why-altered = What is to be done can't be read: it was altered or damaged.
jobs-why-restored = It was about to be sent when the backup was made that this site was restored from. It may have been sent since.
jobs-why-by-hand = It was stopped by hand.
jobs-why-other = We do not know why.

### People who may be one.

matching-title = Who is who
matching-lead = These people arrived in a file and may already have a record here. What came with them waits until you say who they are.
matching-none = No one is waiting for a decision.
matching-none-decided = Nothing has been decided yet.
matching-show-decided = What was decided
matching-show-open = Who waits for a decision
matching-who-came = Who came
matching-why = Why
matching-waiting = Files waiting
matching-decided = What was decided
matching-was-same = The same person
matching-was-other = Two people
matching-was-nothing = Taken in or removed without a decision
match-why-missing = Write in a few words why.
staff-waiting-cases = { $count ->
    [one] One person may be somebody whose record is here.
   *[other] { $count } people may be somebody whose record is here.
}
staff-waiting-things = { $count ->
    [one] One thing is in quarantine.
   *[other] { $count } things are in quarantine.
}

case-title = Are they one person?
case-lead = On the left is who came in a file, beside them who is here. Ask the person or the sender where you can: two people in one record is worse than one person in two.
case-file = It came in the file
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
case-came = Who came
case-here = Who is here
case-agrees = Does it agree?
case-differs = Differs
case-same = Agrees
case-sex = Sex
case-address = Address
case-contacts = Phone and email
case-rule = What the program saw
case-to-check = check this
case-say = Say who they are
case-say-text = Your answer holds for everything that comes of this person from now on. It is written down with your name and the reason, and the patient can read that it was decided.
case-why = Reason
case-why-hint = For example: called the patient, birth certificate seen
case-same-person = The same person
case-two-people = Two people
case-answer = Answer
case-who = Decided by
case-operator = The person who runs the server
case-done-same = They are one person now. What waited has gone into the record.
case-done-other = They are two people now. What waited has gone into a record of its own.
case-done-undone = The decision holds no longer.
case-undo-title = Take the decision back
case-undo-text = Files that come from now on are asked about again. What has gone into a record by this decision stays there until it is separated.
case-undo = Take it back
