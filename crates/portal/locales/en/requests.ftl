# What patients ask of the office, and its answers.
requests-title = My requests
requests-none = You have not asked for anything yet.
requests-lead = { $count ->
    [0] Nothing is waiting for an answer.
    [one] One request is waiting for our answer.
   *[other] { $count } requests are waiting for our answer.
}
requests-open = Waiting for our answer
requests-ask = What you can ask for
requests-done = Answered or closed
requests-about = About:
requests-asked-on = Asked on { $date } by { $who }.
requests-due-law = The law gives us until { $date } to answer.
requests-due-own = We will answer by { $date }.
requests-due-own-staff = The patient was told to expect an answer by { $date }.
requests-overdue = Our answer was due on { $date }. Please call us.
requests-overdue-staff = The answer was due on { $date }.
requests-role-patient = the patient
requests-role-caregiver = caregiver
requests-role-office = the office
requests-amendment = Correct something in my record
requests-amendment-staff = Correct something in the record
requests-amendment-of = Correct: { $title }
requests-restriction = Limit who gets my information
requests-restriction-staff = Limit who gets the patient’s information
requests-restriction-of = Limit who gets: { $title }
requests-accounting = List who got my information
requests-accounting-staff = List who got the patient’s information
requests-confidential = Reach me another way
requests-confidential-staff = Reach the patient another way
requests-access = Get what is not online
requests-state-open = Waiting
requests-state-accepted = Agreed
requests-state-denied = Not agreed
requests-state-withdrawn = Taken back
requests-state-ended = Ended
requests-said-extended = We need more time
requests-said-accepted = Our answer: yes
requests-said-denied = Our answer: no
requests-said-disagreed = Statement of disagreement
requests-said-withdrawn = Taken back
requests-said-ended = The limit was ended
requests-said-ended-confidential = Reached as before again
requests-limit-asked = Asked to be limited
requests-limit-agreed = What is limited now
requests-next = What happens next
requests-next-text = A person in our office reads your request and answers here. If you gave us an e-mail address, we write to you when there is an answer.
requests-withdraw = Take this request back
requests-end-restriction-title = End this limit
requests-end-restriction-text = From then on we may use and send this information again as the law allows.
requests-end-restriction = End this limit
requests-end-confidential-title = Be reached as before
requests-end-confidential-text = From then on we reach you at the address and phone number in your record, and caregivers and apps that see your personal details see them again.
requests-end-confidential = Be reached as before
requests-done-asked = We have your request.
requests-done-withdrawn = You took your request back.
requests-done-disagreed = Your statement is in your record now, next to the entry. It goes along each time the entry is sent.
requests-done-ended = It has ended.
requests-too-long = That is too long. Use 10,000 characters or fewer, or send us a letter.

ask-go = Send request
ask-days = { $days ->
    [one] The law gives us one day to answer.
   *[other] The law gives us { $days } days to answer. If we need longer, we tell you why: at most 30 days more.
}
ask-no-days = The law names no deadline. We will answer within 30 days.
ask-too-many-requests = You have many requests that are waiting. Please wait for our answers first.
ask-request-too-long = That is too long. Use 10,000 characters or fewer.

ask-amendment = Ask us to correct something
ask-amendment-hint = Something in your record is wrong or missing.
ask-amendment-lead = Tell us what is wrong and what it should say. If we agree, the correction stays next to the entry. If not, we tell you why, and you can add a statement.
ask-amendment-where = First open the entry that is wrong. At the bottom of its page, choose “Something is wrong here”.
ask-amendment-find = Find the entry
ask-amendment-label = What is wrong, and what should it say?
ask-amendment-label-hint = Tell us why you think so. You can name papers or people we can ask.
ask-amendment-needed = Tell us what is wrong.
ask-restriction = Limit who gets my information
ask-restriction-hint = Ask us not to use or share all or part of your record.
ask-restriction-lead = You can ask us not to use or share all or part of your record. We don't have to agree, with one exception: your health plan must not be told about what you paid for in full yourself.
ask-restriction-label = Anything else we should know?
ask-restriction-label-hint = You don't have to tell us why.
ask-restriction-needed = Tell us what to limit.
ask-accounting = Ask who got my information
ask-accounting-hint = A list of those to whom your information was given in the last six years.
ask-accounting-lead = What left through this portal you can see at once. Ask here for what our office gave out in other ways, such as on paper or by law.
ask-accounting-label = For which time, and what would you like to know?
ask-accounting-label-hint = We list up to six years back.
ask-accounting-needed = Tell us what you would like to know.
ask-confidential = Ask us to reach you another way
ask-confidential-hint = At another address or phone number, or in another way.
ask-confidential-lead = Tell us where and how to reach you. You don't have to say why. We follow every reasonable request.
ask-confidential-label = Where and how should we reach you?
ask-confidential-label-hint = For example: letters only to this address, calls only to this number.
ask-confidential-needed = Tell us where and how to reach you.
ask-confidential-then = From our yes on, caregivers and apps no longer see addresses and phone numbers in your record, nor documents that may show them. You can end it at any time.
ask-confidential-email = Messages by e-mail go to the address in your settings. You can change it there yourself.
ask-access = Ask for what is not online
ask-access-hint = Pictures, older papers, or a copy of something you don't find here.
ask-access-lead = You have a right to see and get a copy of your health information, also of what is not in this portal.
ask-access-label = What do you need?
ask-access-label-hint = For example: X-ray images of 2019, on a disc.
ask-access-needed = Tell us what you need.

limit-what-legend = What should be limited?
limit-what-entry = Only this: { $title }
limit-what-everything = Everything in my record
limit-what-everything-staff = Everything in the record
limit-what-sections = Parts of my record
limit-what-sections-staff = Parts of the record
limit-what-topics = Sensitive topics
limit-sections = Choose the parts
limit-topics = Choose the topics
limit-what-needed = Choose what should be limited.
limit-from-legend = From whom should it be kept?
limit-people = People I gave access to, and apps
limit-people-staff = People the patient gave access to, and apps
limit-plan = My health plan (insurance)
limit-plan-staff = The patient’s health plan (insurance)
limit-paid = I paid for this in full myself
limit-paid-staff = The patient paid for this in full
limit-paid-hint = Then the law says we must agree.
limit-paid-hint-staff = Then the law says that you must agree.
limit-files = Files that others take along, and exports
limit-sends = Anybody it could be sent to
limit-recipients = These addresses only
limit-recipients-hint = E-mail or Direct addresses, or everything after the @. Put commas between them.
limit-recipient-wrong = “{ $what }” is not an address. Write it like dr.lee@clinic.example or clinic.example.
limit-from-needed = Choose from whom it should be kept.
limit-what = Kept back: { $what }
limit-of-everything = everything in the record
limit-of-entry = this entry
limit-of-visit = this visit with all that belongs to it
limit-people-line = From people who were given access, and from apps
limit-plan-line = From the health plan
limit-paid-line = The patient says: paid for in full
limit-sends-line = From everybody it could be sent to
limit-files-line = From files that others take along, and exports
limit-recipients-line = From these addresses: { $who }

disagree-title = Do you disagree?
disagree-text = You can write a statement. It stays next to the entry and goes along each time the entry is sent or downloaded.
disagree-label = Your statement
disagree-hint = Say why you disagree.
disagree-along = Without a statement: send my request and this answer along with the entry
disagree-go = Add to my record
disagree-needed = Write your statement, or choose to send your request and our answer along.
disagree-complain = You can also complain to us, or to the Office for Civil Rights of the U.S. Department of Health and Human Services (hhs.gov/ocr).

disclosures-title = Who got my information
disclosures-go = See who got my information
disclosures-lead = { $count ->
    [0] Nothing was given to anybody else through this portal.
    [one] Something was given to somebody else once.
   *[other] Something was given to somebody else { $count } times.
}
disclosures-what-counts = This list starts on { $date }. It shows what was sent from this portal, and files that others took along. What you looked at or downloaded yourself is not in it; you find that under Activity.
disclosures-date = Date
disclosures-to = To whom
disclosures-what = What
disclosures-why = Why
disclosures-asked-by-you = The patient asked for it
disclosures-asked-by = { $name } asked for it
disclosures-unreadable = { $count ->
    [one] One line of the record of activity can't be read. Please tell us.
   *[other] { $count } lines of the record of activity can't be read. Please tell us.
}
disclosures-file = Download as a table (CSV)
disclosures-file-pdf = A printable copy (PDF)
disclosures-paper-title = Given out in other ways
disclosures-paper = What our office gave out on paper, by phone or because the law requires it is not in this list. Ask us for it.

wrong-here = Something is wrong here
wrong-limit = Limit who gets this

staff-requests-title = Requests from patients
staff-requests-lead = { $count ->
    [0] Nothing is waiting.
    [one] One request is waiting.
   *[other] { $count } requests are waiting.
}
staff-requests-overdue = { $count ->
    [one] One is overdue.
   *[other] { $count } are overdue.
}
staff-requests-open = Waiting
staff-requests-done = Answered or closed
staff-requests-none = New ones appear here, with the one due first on top.
staff-requests-none-done = Nothing was answered yet.
staff-request-what = Request
staff-request-asked = Asked
staff-request-stands = Due
staff-request-late = Overdue
staff-request-answer = Answer
staff-request-words = Your words to the patient
staff-request-words-hint = A “no” needs a reason in plain words.
staff-request-yes = Agree
staff-request-no = Don't agree
staff-request-must = The patient says that they paid for this in full. If that is so, and the law does not require the disclosure, you must agree to keep it from the health plan (45 CFR 164.522(a)(1)(vi)).
staff-request-limit-text = What you agree to here holds at once. Enter the health plan's addresses, or everything after the @.
staff-request-amendment-text = If you agree, the request and your answer stay next to the entry. Correct the entry in its own system. If you don't agree, say why: the entry is accurate and complete, it was not made here, or it is not part of the record.
staff-request-restriction-text = You don't have to agree, except to what the law wants. What you agree to is kept back by this system for the uses you choose.
staff-request-accounting-text = List what was given out in other ways than this portal: date, to whom, what and why.
staff-request-confidential-text = You must follow a reasonable request, and may not ask why. If somebody other than the patient asked, make sure that it is the patient’s own wish. Your yes puts it on the patient’s card and on every invitation letter. Caregivers and apps then see no address or phone number of the patient, and no whole documents.
staff-request-access-text = Say how and when the patient gets it. If you don't agree, say why, and whether they can have that reviewed.
staff-request-longer = More time
staff-request-longer-text = Once, for 30 more days. The patient reads the reason.
staff-request-why = Why it takes longer
staff-request-longer-go = Take 30 more days
staff-request-answered = Your answer is saved. The patient sees it now, and gets a message if they want one.
staff-request-extended = The patient sees that it takes longer, and why.
staff-request-without-words = Give a reason in plain words.
staff-request-too-long = That is too long. Use 10,000 characters or fewer.
staff-request-unclear = Say for which addresses of the health plan it holds, or choose other uses.
staff-request-already-answered = This was answered or taken back in the meantime.

activity-page-requests = Requests
activity-page-own = What you write yourself
activity-page-own-staff = What the patient wrote
activity-format-disclosures = list of who got information (CSV)
activity-format-disclosures-pdf = list of who got information (PDF)
activity-request-asked = Asked: { $what }
activity-request-opened = Opened a request: { $what }
activity-request-extended = Said that the answer takes longer: { $what }
activity-request-accepted = Agreed: { $what }
activity-request-denied = Did not agree: { $what }
activity-request-disagreed = Disagreed with the answer: { $what }
activity-request-withdrawn = Took a request back: { $what }
activity-request-ended = Ended a limit: { $what }
activity-own-written = Wrote something into the record
activity-own-changed = Changed something they had written
activity-own-taken-back = Took back something they had written
activity-withholding-reviewed = Reviewed what is not shown to the patient

# What is withheld from the patient under a legal reason.
withheld-title = Not shown to patients
withheld-lead = { $count ->
    [0] Nothing is withheld from any patient.
    [one] Something is withheld from one patient, or once.
   *[other] { $count } decisions withhold something from patients.
}
withheld-how = To withhold something, open the patient's card. You need a legal reason, and it ends by itself. The patient is told that something is not shown, why, and until when.
withheld-what = What
withheld-entry-of = An entry of { $date } under "{ $part }"
withheld-entry-undated = An entry without a date under "{ $part }"
withheld-visit-of = The visit of { $date }, with all that belongs to it
withheld-ground = Reason
withheld-note = Why it holds here
withheld-since = Decided
withheld-until = Until
withheld-review = Review
withheld-not-reviewed = The patient can ask for a review by somebody who did not decide it.
withheld-no-review = The law names no review for this reason.
withheld-review-words = What did the review find?
withheld-review-go = Reviewed: it stays withheld
withheld-end = Show it to the patient now
withheld-at-the-server = at the server
withheld-done-set = It is withheld. The patient is told.
withheld-done-reviewed = The review is noted. The patient is told.
withheld-done-ended = The patient sees it again.
withheld-review-needed = Say what the review found.
withheld-own-review = Somebody else has to review it: you decided it.
withheld-ground-danger = Seeing it could put your or somebody's life or safety in danger.
withheld-ground-danger-staff = Seeing it could put the life or safety of the patient or of somebody else in danger.
withheld-ground-other-person = It is about another person, who could be seriously harmed.
withheld-ground-representative = It was asked for by a representative, and could cause serious harm.
withheld-ground-psychotherapy = These are psychotherapy notes.
withheld-ground-proceeding = It was put together for a court or similar proceeding.
withheld-ground-inmate = It could put somebody in a prison or jail in danger.
withheld-ground-research = You agreed to wait until the study is over.
withheld-ground-research-staff = The patient agreed to wait until the study is over.
withheld-ground-privacy-act = The Privacy Act does not allow it.
withheld-ground-confidence = Somebody told us in confidence.
withheld-told = Something in your record is not shown to you.
withheld-told-until = It ends by itself on { $date }.
withheld-told-review = You can ask that a health professional who did not decide this looks at it again.
withheld-told-ask = Ask for a review
withheld-review-text = Please have somebody else review why something in my record is not shown to me.
withhold-title = Withhold something from { $name }
withhold-lead = Only for a reason that the law knows, and no longer than needed: one year at most. The patient is told.
withhold-what = What should not be shown?
withhold-what-needed = Choose what should not be shown.
withhold-ground = Reason
withhold-ground-needed = Choose the reason.
withhold-note = Why does it hold here?
withhold-note-hint = For the office. The patient does not read it.
withhold-note-needed = Say why it holds here.
withhold-until = Last day
withhold-until-hint = It ends by itself then.
withhold-until-needed = Choose a day within the next year.
withhold-go = Withhold it
withhold-link = Withhold something for a legal reason
send-restricted = A limit you asked for holds for this address: what you limited is left out. The file says so.

requests-said-rebutted = Answer to the statement
activity-request-rebutted = Answered a statement of disagreement: { $what }
staff-request-rebut = Answer the statement
staff-request-rebut-text = You may say once what your office thinks of it (45 CFR 164.526(d)(3)). It stays next to the entry, and the patient reads it.
staff-request-rebut-hint = It goes along each time the entry is sent.
staff-request-rebut-go = Put it beside the entry
staff-request-rebutted = Your answer is beside the entry now, and the patient has been told.

withhold-entries = Single entries
withhold-entries-hint = Paste the address or the id of each entry, with spaces between. What else tells of the same thing needs its own.
withhold-entries-these = the single entries named below
withhold-entries-unknown = One of these is not an entry of this record. Check each of them.
withhold-this = Withhold this entry for a legal reason
