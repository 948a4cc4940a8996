# What stands on paper, in web page files and in text files, and what they say about themselves.

paper-title = Health record
paper-title-of = Health record of { $name }
paper-no-name = a person without a name in this record
paper-name = Name
paper-birth-date = Date of birth
paper-gender = Gender
paper-address = Address
paper-phone = Phone
paper-email = E-mail
paper-identifier = Number
paper-made-at = Made on
paper-made-by = Made by
paper-help = Help
paper-help-phone = Call { $phone }
paper-help-hours = { $hours }
paper-web = Web
paper-asked-for = What was asked for
paper-count = { $count ->
    [one] 1 entry
   *[other] { $count } entries
}
paper-count-and-not = { $count ->
    [0] { $others ->
        [one] Only 1 entry, which says that something is not so, was not done or was taken back
       *[other] Only { $others } entries, which say that something is not so, was not done or was taken back
    }
    [one] 1 entry, and { $others ->
        [one] 1 that says that something is not so, was not done or was taken back
       *[other] { $others } that say that something is not so, was not done or was taken back
    }
   *[other] { $count } entries, and { $others ->
        [one] 1 that says that something is not so, was not done or was taken back
       *[other] { $others } that say that something is not so, was not done or was taken back
    }
}
paper-contents = Contents
paper-back = Back to the contents
paper-page = Page { $page } of { $pages }

## Columns and lines of an entry

paper-what = Test
paper-measured = Measurement
paper-result = Result
paper-range = Usual range
row-range = usual range { $range }
paper-standing = Compared with the usual range
paper-date = Date
paper-status = Where it stands
paper-part = Part
paper-clinical-name = Clinical name
paper-source = From
paper-ask = Ask about this
paper-also = Also told
paper-attachment = File
paper-file-stored = You can download it in the portal.
paper-file-inline = It is part of the FHIR file of this record.
paper-file-elsewhere = Only its address came with the record: { $address }
paper-file-missing = The source names this file but did not give it.
paper-file-unnamed = File without a name
paper-from-until = { $from } to { $until }
paper-empty-dates = Nothing here in the days you chose.
paper-empty-withheld = Nothing here that may be shown. Some entries were withheld; the last section says why.

## What is in a file, and what is not

manifest-title = What is in this file
manifest-everything = The whole record.
manifest-dates-between = Entries from { $from } to { $to }.
manifest-dates-from = Entries from { $from } on.
manifest-dates-to = Entries up to { $to }.
manifest-sections = Only these sections: { $sections }.
manifest-visit = Only what belongs to one visit.
manifest-included = In this file
manifest-left-out = In the record, but not asked for
manifest-withheld = Withheld
manifest-unreadable = Could not be read
manifest-undated-title = Without a date
manifest-sources = Who the facts came from
manifest-line = { $section }: { $count ->
    [one] 1 entry
   *[other] { $count } entries
}
manifest-total = { $count ->
    [one] 1 entry in all
   *[other] { $count } entries in all
}
manifest-nothing = Nothing.
manifest-of-a-grant = This file holds what the person who made it may see here. The record may hold more.
manifest-complete = Nothing was left out and nothing was withheld.
manifest-undated = { $count ->
    [one] 1 entry has no date. It is in this file because leaving it out could hide something.
   *[other] { $count } entries have no date. They are in this file because leaving them out could hide something.
}
manifest-unreadable-line = { $count ->
    [one] 1 entry could not be read. It is kept; please call us.
   *[other] { $count } entries could not be read. They are kept; please call us.
}
manifest-withheld-line = { $count ->
    [one] 1 entry
   *[other] { $count } entries
}: { $reason }
manifest-documents = What became of the documents
# What documents state is counted by itself: several statements may be one entry of the record.
manifest-documents-mapped = { $count ->
    [one] 1 statement of a document is in the record.
   *[other] { $count } statements of documents are in the record.
}
manifest-documents-as-text = { $count ->
    [one] 1 statement is shown only in the words of its document.
   *[other] { $count } statements are shown only in the words of their documents.
}
manifest-documents-blank = { $count ->
    [one] 1 statement was empty, or said that there is nothing.
   *[other] { $count } statements were empty, or said that there is nothing.
}
manifest-documents-not-understood = { $count ->
    [one] 1 statement could not be read. It is only in the original document.
   *[other] { $count } statements could not be read. They are only in the original documents.
}
entry-mapped = Taken into the record
entry-as-text = Shown only in the words of its section
entry-not-understood = Not understood: only in the original
entry-blank = Nothing to take
entry-blank-nothing-said = Nothing to take: it is empty
entry-blank-none = Nothing to take: it says that there is none
entry-blank-no-answer = Nothing to take: a question without an answer
entry-blank-elsewhere = Nothing to take: it points to another entry
entry-blank-mark = Nothing to take: it says how confidential others are
entry-blank-part = Nothing to take: it makes no statement of its own
withheld-caregiver-limit = The patient has not opened this part to the person who made this file.
withheld-sensitive = This kind of information is specially protected.
withheld-restriction = The patient asked us not to share it.
withheld-scope = The app was not given access to this part.
withheld-site-rule = A rule of the organization holds new results back for a short time.
withheld-other = A rule of the organization keeps it back. Please call us to ask why.

## How confidential something is

paper-protected = Specially protected
paper-confidentiality = Confidentiality
fact-confidentiality = Confidentiality
confidentiality-restricted = Restricted: specially protected
confidentiality-very-restricted = Very restricted: for a few named people only
label-part2 = Protected by federal rules for alcohol and drug treatment records (42 CFR part 2)
label-not-further = May not be passed on without the patient’s consent
label-not-without-consent = May not be shown without the patient’s consent
label-substance-use = About alcohol or drug use
label-mental-health = About mental health
label-hiv = About HIV
label-sexual-health = About sexual health
label-reproductive-health = About reproductive health
label-genetics = About genes and inherited illness
label-violence = About violence
label-personal = Personal details that are specially protected
label-sensitive = A sensitive matter
label-for-use = Given for one purpose only, such as treatment
notice-part2 = 42 CFR part 2 prohibits unauthorized use or disclosure of these records. Some of what is in here comes from treatment for alcohol or drug use and is protected by federal law. Whoever gets it may use it or pass it on only as the patient agreed in writing, or as that law allows. The parts that are protected say so.
notice-not-further = Some of what is in here may not be passed on without the patient’s consent. The parts that are protected say so.
notice-restricted = Some of what is in here is specially protected. Please show it only to people who need it. The parts that are protected say so.

## The sheet to hand over

sheet-title-of = Summary for { $name }
sheet-values = Latest values
sheet-contacts = Contacts
sheet-no-values = This sheet has no values.
sheet-no-contacts = This sheet names no contacts.
sheet-none-medications = No medicine is listed here as taken now. That does not mean that none is taken: please ask.
sheet-none-allergies = No allergy is listed here. That does not mean that there is none: please ask.
sheet-none-conditions = No health condition of now is listed here. That does not mean that there is none: please ask.
sheet-more = { $count ->
    [one] 1 more does not fit this sheet.
   *[other] { $count } more do not fit this sheet.
}
sheet-old = Only on older lists: ask whether this still applies
sheet-on-list = On the list of { $date }
sheet-differs = Lists differ: please ask
sheet-made = Made on { $made } by { $by }. This is a part of the record only.
sheet-withheld = Parts of the record are kept back and are not on this sheet.
sheet-unreadable = Parts of the record could not be read and are not on this sheet.
sheet-sources = From: { $sources }
sheet-wallet-more = … More is on the sheet.
sheet-wallet-grave = severe or life-threatening
sheet-wallet-how = see the sheet
sheet-wallet = For the wallet: cut along the line, fold twice.
