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
    [0] Nothing that is so. { $others ->
        [one] 1 entry says that something is not so, was not done or was taken back.
       *[other] { $others } entries say that something is not so, was not done or was taken back.
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
withheld-caregiver-limit = The patient has not opened this part to the person who made this file.
withheld-sensitive = This kind of information is specially protected.
withheld-restriction = The patient asked us not to share it.
withheld-scope = The app was not given access to this part.
withheld-other = A rule of the organization keeps it back. Please call us to ask why.
