### Who has seen a record, and where what was sent stands.

activity-title = Activity
activity-lead = Everyone who has opened, downloaded or sent this record, newest first. Nobody can change this list unnoticed, not even we.
activity-lead-own = What you have done with this record, newest first. The patient sees these lines, too.
activity-lines-own = What you did
activity-others = Besides you: { $names }.
activity-nobody-else = Besides you, nobody has opened it.
activity-others-since = Since { $date }, besides you: { $names }.
activity-nobody-else-since = Since { $date }, nobody besides you has opened it.
activity-you = you
activity-while = { $from } to { $to }
activity-each = Each page with its time ({ $count })
activity-lines-hint = Pages that somebody opened one after the other stand together.
activity-sent-title = What was sent
activity-lines-title = { $count ->
    [one] One entry
   *[other] { $count } entries
}
activity-when = When
activity-who = Who
activity-what = What
activity-question = If you see something you can't explain, call us
activity-proof-title = Proof to keep
activity-proof-text = This file holds every line above with a signed proof. Whoever has it can show later if a line was changed or taken away.
activity-proof-go = Download with proof
activity-everything = The whole record
activity-one-visit = One visit
activity-from-to = From { $from } to { $to }
activity-from = From { $from } on
activity-to = Up to { $to }
activity-way-direct = Direct (protected)
activity-way-email = plain e-mail

activity-role-patient = patient
activity-role-caregiver = caregiver
activity-role-app = app
activity-role-staff = records office
activity-role-operator = The people who run this system
activity-role-program = This system

activity-viewed = Looked at: { $page }
activity-downloaded = Downloaded: { $format }
activity-transmit-ok = Asked to send to { $to } by { $way }
activity-transmit-risk-accepted = Accepted the risk of { $way } to { $to }
activity-transmit-sending = Began to send to { $to } by { $way }
activity-transmit-sent = Sent to { $to } by { $way }
activity-transmit-may-have-gone = May have been sent to { $to } by { $way }: the connection broke off
activity-transmit-failed = Could not be sent to { $to } by { $way }
activity-imported = New information came in
activity-caregiver-invited = Made a code for { $to }
activity-caregiver-accepted = Used a code and was let in
activity-caregiver-ended = Ended it for { $to }
activity-invitation-made = Made an invitation for the patient
activity-invitation-used = Used the invitation and opened the account
activity-record-merged = Put two records of one person together
activity-record-split = Took apart two records that had been put together
activity-record-erased = Erased the record
activity-account-tied = Connected the account of { $to } with this record
activity-account-confirmed = Confirmed the account of { $to } for this record
activity-account-untied = Ended that the account of { $to } opens this record
activity-found-in-search = Found the patient in a search: name and birth date were shown
activity-card-opened = Opened the patient's card: name, birth date and numbers
activity-restriction-set = Restricted what others see of this record
activity-restriction-ended = Lifted a restriction
activity-asked-by = At the request of { $name } ({ $role })
activity-reason = Reason given: { $reason }
activity-password-changed = Chose a new password
activity-second-factor-renewed = Connected a new phone for the codes
activity-recovery-codes-renewed = Made new recovery codes
activity-altered-who = Not known
activity-altered = This line was changed from outside and can no longer be trusted. Please tell the organization whose record this is.
activity-other = Did something that this page has no word for

activity-page-timeline = Timeline
activity-page-search = Search
activity-page-visit = One visit
activity-page-entry = One entry
activity-page-document = One document
activity-page-file = One file
activity-page-people = People
activity-page-activity = Activity
activity-page-send = Send
activity-page-download = Download
activity-page-other = A page
activity-format-pdf = paper to print (PDF)
activity-format-html = web page in one file
activity-format-text = plain text
activity-format-ccda = file for a doctor's computer system (C-CDA)
activity-format-fhir = file for an app (FHIR)
activity-format-original = a document as it came
activity-format-activity = this activity with its proof
activity-format-other = a file

transmission-waiting = Waiting to be sent.
transmission-delayed = Not through yet.
transmission-next = We try again at { $time }.
transmission-sent = Sent.
transmission-held = On hold. Our staff have to look at it first.
transmission-unsure = May have gone out.
transmission-failed = Could not be sent.
transmission-why-unknown = We do not know why. Check the address with the person who gave it to you, or call us.

activity-compared = Compared you with somebody who came in a file, to tell who is who
activity-match-same = Decided that what came of somebody is yours
activity-match-other = Decided that what came of somebody is not yours
activity-match-taken-back = A decision about who is who was taken back
