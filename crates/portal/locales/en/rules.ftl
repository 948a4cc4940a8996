### Rules of the site: what is held back, what is sensitive.

rules-title = Rules
rules-lead = What is held back, and what is hidden unless the patient opens it.
rules-sources = The server's settings file is the start. What the privacy officer says here is laid over it and wins. A change holds in every record and on every server from the moment it is made, and stands in the trail.
rules-held-title = Results held back
rules-held-none = Nothing is held back: patients see everything at once.
rules-sections = Part of the record
rules-kinds = What of it
rules-all-kinds = Everything
rules-for = How long
rules-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
rules-until-reviewed = Shown sooner when its source says it is final
rules-source = Who says so
rules-deeds = Change
rules-of-the-file = The settings file
rules-of-the-list = The list
rules-said-by = { $name }, { $date }.
rules-ended-by = Ended by { $name }, { $date }.
rules-change-it = Change
rules-end-it = End
rules-hold-new = Hold something back
rules-topics-title = Sensitive topics
rules-topics-none = No topics are set. The settings file has turned them off.
rules-topics-text = Hidden from caregivers and apps unless the patient opens them:
rules-topic = Topic
rules-topic-codes = Codes
rules-topic-box = In the form to give someone access
rules-topic-offered = Ticked at first
rules-topic-not-offered = Not checked
rules-past-title = Not in force any more
rules-bring-back = Bring back
rules-duties-title = Separate duties
rules-duties-apart = Staff who can see birth dates can't make sign-up codes, because a code works only together with a birth date.
rules-duties-together = One person may see birth dates and make sign-up codes, though a code works only together with a birth date. The settings allow it.
rules-duties-where = This stands in the server's settings file. The people who run the server can change it.
rules-who-changes = The privacy officer can change these rules.
rules-done-said = It holds from now on.
rules-done-ended = It is ended. You can bring it back below.
rules-done-back = It is back, and holds from now on.

## One rule: what is held

rules-hold-title = Hold something back
rules-hold-change-title = Change what is held back
rules-hold-lead = Hold back only what a law or a policy asks for. Federal law wants patients to see the rest at once.
rules-hold-instead = It takes the place of: { $what }.
rules-hold-sections = Which parts of the record?
rules-hold-only = Only some of it
rules-hold-kinds = Only these kinds
rules-hold-codes = Only these codes
rules-hold-codes-hint = One on each line: the system, a space, the code. For example "loinc 5221-7" or "icd10 F1*" for all that begin with F1.
rules-hold-hours = For how many hours?
rules-hold-hours-hint = Counted from when it came in. 744 hours (31 days) at most.
rules-hold-reviewed = Show it sooner, when its source says it is final
rules-hold-reviewed-hint = Then only what is preliminary is held.
rules-hold-basis = Who asks for it?
rules-basis-law = A law
rules-basis-policy = Our policy
rules-basis-law-line = A law:
rules-basis-policy-line = Our policy:
rules-why = Which law or policy, or why
rules-why-hint = Staff read it here and in the trail. No patient's name.
rules-check = See what this changes
rules-check-title = Hold this back?
rules-check-instead = Instead of
rules-check-then = What follows
rules-check-since = What came in after { $time } leaves the patients' pages at once. What is older stays.
rules-check-where = It is held in pages, files, messages and apps alike.
rules-check-others = Caregivers and apps do not see that something is held.
rules-check-measures = The measures count a held result as not yet there.
rules-check-read = What patients read
rules-check-read-text = On these parts of their record, if two such entries came in now:
rules-hold-go = Hold it back
rules-sections-needed = Choose a part of the record.
rules-hours-needed = Type a number of hours from 1 to { $max }.
rules-basis-needed = Choose who asks for it.
rules-why-needed = Say why, in 500 letters or less.
rules-code-wrong = This is no code we know: { $code }. Type a system, a space and a code.
rules-hold-already = This is held already, for as long.
rules-so-already = It is so already.
rules-unknown = The settings file has changed, and this is not in it any more.
rules-too-many = There are 500 rules already. A longer list belongs into the settings file.
rules-kind-diagnosticreport = Reports
rules-kind-observation = Single results and measurements
rules-kind-documentreference = Documents and letters
rules-kind-imagingstudy = Images
rules-kind-procedure = Procedures

## One rule: ended, brought back

rules-deed-end = End this rule?
rules-deed-back = Bring this rule back?
rules-deed-end-go = End it
rules-deed-back-go = Bring it back
rules-deed-undo = It can be undone on the page of the rules.
rules-then-held = It is held back from this moment on.
rules-then-shown = What is held by it is shown at once.
rules-then-hidden = It is hidden from caregivers and apps from this moment on.
rules-then-open = Caregivers and apps that see that part of the record see it at once.
rules-then-offered = The box is checked by default when a patient lets somebody in.
rules-then-not-offered = The box is not checked when a patient lets somebody in.

## A sensitive topic

rules-topic-lead = Entries with one of these codes are hidden from caregivers and apps unless the patient opens the topic. The patient always sees them.
rules-topic-offered-text = The box of this topic is checked by default when a patient lets a person in; they can uncheck it.
rules-topic-not-offered-text = The box of this topic is not checked. A patient who wants to share it checks it.
rules-offer = Check it by default
rules-offer-end = Do not tick it
rules-topic-codes-title = Codes
rules-topic-dropped = Taken out
rules-topic-listed = In force
rules-code-add = Add a code
rules-code-drop = Take a code out
rules-code-drop-this = Take out
rules-code-put-back = Put back
rules-code = Code
rules-code-hint = A star behind it means all codes that begin so, such as F11*.
rules-code-begins = all that begin with { $code }
rules-code-words = What it stands for
rules-code-words-hint = In plain words, for your colleagues.
rules-system = Code system
rules-system-icd10 = ICD-10-CM
rules-system-snomed = SNOMED CT
rules-system-loinc = LOINC
rules-system-rxnorm = RxNorm
rules-system-ndc = NDC
rules-system-cvx = CVX
rules-system-cpt = CPT
rules-system-label = Security label
rules-system-confidentiality = Confidentiality
rules-topic-add-title = Add a code: { $topic }
rules-topic-drop-title = Take a code out: { $topic }
rules-topic-offer-title = Check it by default: { $topic }
rules-topic-add-then = Entries with this code are hidden at once from caregivers and apps, also from those who were let in before.
rules-topic-drop-then = Entries with this code are shown at once to caregivers and apps that see that part of the record, unless another code hides them.
rules-topic-offer-then = The box of this topic is checked by default when a patient lets a person in. For people who are in already, and for apps, nothing changes.
rules-topic-where = Such codes stand mostly in: { $sections }.
rules-topic-add-listed = { $count ->
    [one] One code of the list begins so already.
   *[other] { $count } codes of the list begin so already.
}
rules-topic-drop-listed = { $count ->
    [one] One line of the list goes.
   *[other] Of { $count } lines that begin so only this one goes. The others stay.
}
rules-topic-patient = The patient always sees them.
rules-topic-add-go = Add the code
rules-topic-drop-go = Take the code out
rules-topic-offer-go = Check it by default
rules-topic-code-wrong = Type a code: letters, digits, dots and dashes, with a star behind it or not.
rules-code-already = The topic has this code already.
rules-code-not-there = The topic does not have this code.
rules-says-hold = Held back: { $what }
rules-says-set-aside = Not held, though the settings file says so: { $what }
rules-says-add = Added to { $topic }: { $code }
rules-says-drop = Taken out of { $topic }: { $code }
rules-says-offer = Ticked at first: { $topic }

## A topic of the site's own

rules-topic-new = Add a topic
rules-topic-new-lead = Something sensitive that the list does not know. Entries with one of its codes are hidden from caregivers and apps unless the patient opens the topic.
rules-topic-english = Name in English
rules-topic-name-hint = Patients read it on the form to give someone access. 60 letters or less.
rules-topic-spanish = Name in Spanish
rules-topic-spanish-hint = Left empty, the English name stands there.
rules-topic-name-needed = Type a short name with letters: 60 or less.
rules-topic-there = There is a topic of this name. Add the codes there.
rules-topic-codes-which = Which codes tell of it?
rules-topic-codes-hint = One on each line: the system, the code, and what it stands for. For example "icd10 Z63.4 Death of a family member", or "icd10 Z31*" for all that begin with Z31.
rules-topic-codes-needed = Type a code. Without one, nothing would be hidden.
rules-topic-offer-it = Check its box by default
rules-topic-offer-it-hint = In the form in which a patient lets a person in. They can untick it.
rules-topic-new-then = Entries with one of these codes are hidden at once from caregivers and apps, also from those who were let in before.
rules-topic-new-go = Add the topic
rules-topic-own = Added here:
rules-topic-end = Remove the topic
rules-then-topic = The topic is back on the forms. Its entries are hidden from caregivers and apps from this moment on.
rules-then-no-topic = No form offers the topic any more, and its entries are shown. But they stay hidden where a patient chose so: by a restriction, by leaving the box empty for a person or an app, and from the parents of a teen.
rules-says-topic = Topic: { $topic }
