### The pages of one record.

## What every entry says

entry-new = New since you last looked
entry-error-text = The person who wrote this marked it as an error. It stays in the record so that nothing disappears, but do not rely on it.
entry-status = Status
entry-date = Date
entry-source = Where this comes from
entry-no-source = The record does not say
entry-from = From { $source }
entry-visit = Visit
entry-until = until { $date }
entry-usual-range = Usual: { $range }
entry-earlier = { $count ->
    [one] Also in one other entry
   *[other] Also in { $count } other entries
}
back-to = Back to: { $page }

ago-today = today
ago-yesterday = yesterday
ago-days = { $count } days ago
ago-weeks = { $count ->
    [one] 1 week ago
   *[other] { $count } weeks ago
}
ago-months = { $count ->
    [one] 1 month ago
   *[other] { $count } months ago
}
ago-years = { $count ->
    [one] 1 year ago
   *[other] { $count } years ago
}
in-tomorrow = tomorrow
in-days = in { $count } days
in-months = in { $count ->
    [one] 1 month
   *[other] { $count } months
}

## Choosing days, and older pages

filter-presets = Show
filter-all = All dates
filter-year = Last 12 months
filter-month = Last 30 days
filter-shown = Showing: { $days }
filter-from = From
filter-to = To
filter-show = Show these days
filter-not-a-date = We could not read that date. Please give it as year-month-day, such as 2026-05-03.
filter-wrong-order = The first day is after the last day. Please swap them.
days-between = { $from } to { $to }
days-from = { $from } or later
days-to = { $to } or earlier
pager-label = More pages
pager-place = Entries { $from } to { $to } of { $count }
pager-place-only = Entries { $from } to { $to }
pager-newer = Show newer
pager-older = Show older

## The sentence at the top of each page

lead-medications = { $current ->
    [0] { $whose ->
        [own] No list from the last 12 months names a medicine that you take.
       *[other] No list from the last 12 months names a medicine that { $name } takes.
    }
    [one] { $whose ->
        [own] You take 1 medicine, according to lists from the last 12 months.
       *[other] { $name } takes 1 medicine, according to lists from the last 12 months.
    }
   *[other] { $whose ->
        [own] You take { $current } medicines, according to lists from the last 12 months.
       *[other] { $name } takes { $current } medicines, according to lists from the last 12 months.
    }
}
lead-medications-differ = { $current ->
    [one] 1 medicine is on the lists from the last 12 months.
   *[other] { $current } medicines are on the lists from the last 12 months.
}
lead-newest-list = The newest list is from { $date }.
lead-old-list = { $count ->
    [one] Only on an older list: 1. Ask whether it is still taken.
   *[other] Only on older lists: { $count }. Ask whether they are still taken.
}
lead-old-list-applies = { $count ->
    [one] Only on an older list: 1. Ask whether it still applies.
   *[other] Only on older lists: { $count }. Ask whether they still apply.
}
lead-differing = { $count ->
    [one] The lists differ on 1 of them: ask which one is right.
   *[other] The lists differ on { $count } of them: ask which one is right.
}
lead-differing-medications = { $count ->
    [one] The lists differ on 1 medicine: ask which one is right before you take or change it.
   *[other] The lists differ on { $count } medicines: ask which one is right before you take or change them.
}
lead-planned = { $count ->
    [one] 1 more is planned for a later day.
   *[other] { $count } more are planned for a later day.
}
lead-others = { $count ->
    [one] 1 entry below says that something is not so, was not done, or is only planned.
   *[other] { $count } entries below say that something is not so, was not done, or is only planned.
}
lead-others-medications = { $count ->
    [one] 1 entry below is not taken, is only planned, or was written down by mistake.
   *[other] { $count } entries below are not taken, are only planned, or were written down by mistake.
}
lead-others-vaccines = { $count ->
    [one] 1 entry below was not given, is only planned, or was written down by mistake.
   *[other] { $count } entries below were not given, are only planned, or were written down by mistake.
}
lead-none-known = What the record says: { $told }.
lead-allergies = { $current ->
    [0] No allergy in this record is active now.
    [one] { $whose ->
        [own] You have 1 allergy or intolerance on record.
       *[other] { $name } has 1 allergy or intolerance on record.
    }
   *[other] { $whose ->
        [own] You have { $current } allergies and intolerances on record.
       *[other] { $name } has { $current } allergies and intolerances on record.
    }
}
lead-conditions = { $current ->
    [0] No health condition in this record is active now.
    [one] 1 health condition is listed as active in this record.
   *[other] { $current } health conditions are listed as active in this record.
}
lead-vaccines = { $count ->
    [0] This record lists no vaccine dose that was given.
    [one] This record lists 1 vaccine dose.
   *[other] This record lists { $count } vaccine doses.
}
lead-procedures = { $count ->
    [0] This record lists no device, and no procedure that was done.
    [one] This record lists 1 procedure or device.
   *[other] This record lists { $count } procedures and devices.
}
lead-visits = { $current ->
    [0] { $count ->
        [one] This record lists 1 visit, and none that is still to come.
       *[other] This record lists { $count } visits, and none that is still to come.
    }
    [one] One visit is still to come.
   *[other] { $current } visits are still to come.
}
lead-visits-next = { $count ->
    [one] The next visit is on { $date }.
   *[other] { $count } visits are still to come. The first is on { $date }.
}
lead-documents = { $count ->
    [one] This record holds 1 document or note. You can read it here and download the original.
   *[other] This record holds { $count } documents and notes. You can read them here and download the originals.
}
lead-care-plans = { $current ->
    [0] No care plan or goal in this record is active now.
    [one] 1 care plan or goal in this record is active now.
   *[other] { $current } care plans and goals in this record are active now.
}
lead-care-team = { $current ->
    [0] This record lists nobody who is on the care team now.
    [one] This record lists 1 care team now.
   *[other] This record lists { $current } care teams now.
}
lead-social-history = { $count ->
    [one] This record holds 1 answer about life, habits and family.
   *[other] This record holds { $count } answers about life, habits and family.
}
lead-coverage = { $current ->
    [0] No insurance in this record is in force now.
    [one] 1 insurance coverage in this record is in force now.
   *[other] { $current } insurance coverages in this record are in force now.
}
lead-claims = { $count ->
    [one] This record holds 1 bill.
   *[other] This record holds { $count } bills.
}
lead-other = { $count ->
    [one] This record holds 1 more entry that fits none of the other pages.
   *[other] This record holds { $count } more entries that fit none of the other pages.
}
lead-results = { $count ->
    [one] This record holds 1 test result or report.
   *[other] This record holds { $count } test results and reports.
}
lead-results-plain = { $count ->
    [one] The newest result is from { $date }. The record does not say whether it is within the usual range.
   *[other] The newest { $count } results are from { $date }. The record does not say whether they are within the usual range.
}
lead-results-newest = { $count ->
    [one] The newest result is from { $date }.
   *[other] The newest { $count } results are from { $date }.
}
lead-results-marked = Its sender marked it as normal.
lead-results-within = { $count ->
    [one] It is within its usual range.
   *[other] None is marked as outside its usual range.
}
lead-results-outside = { $outside ->
    [one] { $count ->
        [one] It is outside its usual range.
       *[other] One of them is outside its usual range.
    }
   *[other] { $outside } of them are outside their usual range.
}
lead-results-odd = { $marked ->
    [one] { $count ->
        [one] Its sender marked it as not normal.
       *[other] One of them was marked as not normal by its sender.
    }
   *[other] { $marked } of them were marked as not normal by their sender.
}
lead-results-asking = { $count ->
    [one] The newest value of 1 test is outside its usual range, or was marked by whoever sent it. It may be an older one: see its day.
   *[other] The newest values of { $count } tests are outside their usual range, or were marked by whoever sent them. Some may be older: see the day of each.
}
lead-vital-signs = { $count ->
    [one] This record holds 1 measurement, from { $date }.
   *[other] This record holds { $count } measurements. The newest is from { $date }.
}
lead-last-visit = The last one was on { $date }.
lead-newest = The newest entry is from { $date }.
lead-within-days = { $count ->
    [0] Nothing on this page is from these days: { $days }.
    [one] 1 entry: { $days }.
   *[other] { $count } entries: { $days }.
}
lead-undated = { $count ->
    [one] 1 of these has no date. It is shown whatever days you choose, so that nothing is lost.
   *[other] { $count } of these have no date. They are shown whatever days you choose, so that nothing is lost.
}
lead-older = Older entries, { $count } in all.

## Groups

results-of-day = Results of { $date }

## Nothing here

empty-medications = This record lists no medicines.
empty-allergies = This record lists no allergies. That does not mean that there are none.
empty-conditions = This record lists no health conditions.
empty-results = This record holds no test results.
empty-vital-signs = This record holds no vital signs, such as blood pressure or weight.
empty-vaccines = This record lists no vaccines.
empty-procedures = This record lists no procedures or devices.
empty-visits = This record lists no visits.
empty-documents = This record holds no documents or notes.
empty-care-plans = This record holds no care plans or goals.
empty-care-team = This record does not say who is on the care team.
empty-social-history = This record holds no answers about life, habits and family.
empty-coverage = This record holds no insurance coverage.
empty-claims = This record holds no bills.
empty-other = There is nothing else in this record.
empty-to-you = There is nothing here that you can see. That does not mean that there is nothing.
empty-to-you-what = If you expected something, ask the person whose record it is.
lead-to-you = { $count ->
    [one] One entry that you can see.
   *[other] { $count } entries that you can see.
}
empty-what = It may not have been written down, may stand only in a document, or may not have been sent to us yet. If something is missing, { $reach ->
        [phone] call us: the number is at the bottom of this page
       *[person] ask us
    }.
empty-days-why = Nothing on this page is from these days.
empty-days-what = There may be entries from other days.
empty-days-link = Show all dates
empty-page-why = Everything on these pages was shown further up.
empty-end-why = There is nothing older.
empty-end-what = You have come to the end of the list.
empty-newest-link = Show the newest entries
empty-record-why = This record is empty so far.
empty-record-what = Entries appear here when your doctors and hospitals send them to us. That can take a few days after a visit. If you think that something is missing, { $reach ->
        [phone] call us: the number is at the bottom of this page
       *[person] ask us
    }.
none-now-medications = No medicine is listed as taken now. The others are on the page of medicines.
none-now-allergies = No allergy is listed as active now.
none-now-conditions = No health condition is listed as active now.
none-now-results = There are reports here, but no values.

## Overview

overview-new = New since you last looked
overview-old-list = { $count ->
    [one] There is no list from the last 12 months. 1 entry is on an older list: ask whether it still applies.
   *[other] There is no list from the last 12 months. { $count } entries are on older lists: ask whether they still apply.
}
overview-new-more = See everything on the timeline
overview-results = Newest results
overview-conditions = Active health conditions
overview-next-visit = Next visit
overview-last-visit = Last visit
overview-no-last-visit = The record lists no past visit.
overview-no-last-visit-to-you = There is no past visit that you can see.
overview-else = Elsewhere in this record
overview-timeline = Everything by month
more-medications = { $count ->
    [0] See all medicines
    [one] See details and past medicines
   *[other] See all { $count } and past medicines
}
more-results = See all test results
more-allergies = { $count ->
    [0] See the page of allergies
    [one] See details
   *[other] See all { $count }
}
more-visits = See all visits
more-conditions = { $count ->
    [0] See past health conditions
    [one] See details and past conditions
   *[other] See all { $count } and past conditions
}

## Personal details

about-lead = This is what the record says about you.
about-lead-to-you = This is what the record says about the person.
about-empty = This record holds no personal details.
about-wrong = If something here is wrong, call us
about-related = Family and other contacts
language-en = English
language-es = Spanish

## Vital signs, one entry, one chart

vitals-latest = The latest of each
vitals-all = All measurements, newest first
table-date = Date
table-what = What
table-value = Value
table-standing = Compared with the usual range
detail-tests = Results in this report
detail-read = Read this document: { $title }
detail-facts = Details
detail-clinical = Clinical name
chart-heading = How it changed
chart-table = The same values
chart-here = this one
chart-no-standing = Not given
chart-looked-back = We looked back to { $date } for these values. Older ones may be further down in the list.
lead-results-disputed = { $count ->
    [one] On 1 value the sender's mark and the printed range do not agree: ask about it.
   *[other] On { $count } values the sender's mark and the printed range do not agree: ask about them.
 }
lead-results-contradicted = { $count ->
    [one] On 1 value, the source writes one number in its text and another in its data: ask which one holds.
   *[other] On { $count } values, the source writes one number in its text and another in its data: ask which one holds.
 }
ask-contradicted-1 = The document has two different numbers for this result. Which one is right?
ask-contradicted-2 = Is that number normal for me?
ask-contradicted-3 = Should the test be done again?
detail-as-written = All digits, as the source wrote them
ask-disputed-1 = The mark on this result and the range printed with it do not agree. Which one is right for me?
ask-disputed-2 = Is this value normal for me?
ask-disputed-3 = Should the test be done again?
about-whole-number = Show the whole number
ask-title = What you could ask at your next visit
ask-marked-1 = Why was this value marked as not normal, and what is the usual range for me?
ask-marked-2 = Does it need another test or a change in treatment, and when?
ask-marked-3 = What can I do myself, and when should I call you?
ask-outside-1 = What could be the reason that this value is outside the usual range?
ask-outside-2 = Does it need another test or a change in treatment, and when?
ask-outside-3 = What can I do myself, and when should I call you?
ask-usual-1 = Is this what you expected for me?
ask-usual-2 = When should this test be done again?
ask-usual-3 = Does it change anything about my medicines or my plan?
files-title = Original files
files-text = These are the files as they came to us, unchanged. They open in a program on your device.
file-original = Original document
file-download = Download: { $title }
file-elsewhere = The record only gives an address for it: { $address }. We do not open addresses from documents.
file-missing = The record names this file but does not hold it. Ask the place that wrote it.
file-not-allowed = You can read this record, but you were not given the right to download from it.
codes-title = Clinical names and codes, for professionals
codes-unknown = Code
codes-other = Code of another list
codes-address = Which list

## One visit

visit-download = Download this visit
visit-notes = What was written
visit-empty-why = The record says nothing more about this visit.
visit-empty-to-you = There is nothing more about this visit that you can see.
visit-empty-what = If you expected results or notes, they may still be on their way. If they do not arrive, { $reach ->
        [phone] call us: the number is at the bottom of this page
       *[person] ask us
    }.
visit-more = This page shows { $shown } of { $count } entries of this visit. The download has all of them.

## Timeline and search

timeline-lead = Everything in this record by month, newest first.
timeline-lead-to-you = Everything you can see in this record by month, newest first.
search-title = Search this record
search-label = What are you looking for?
search-hint = For example: flu shot, sugar, knee surgery, Dr. Lee. In English or Spanish.
search-button = Search
search-found = What we found
search-lead = { $count ->
    [0] We found nothing for “{ $query }”.
    [one] We found 1 entry for “{ $query }”.
   *[other] We found { $count } entries for “{ $query }”.
}
search-none-why = Nothing in this record has these words.
search-none-what = Try fewer words, another spelling, or only the beginning of a word. Pictures and scanned papers can't be searched.
search-too-many = The { $shown } best matches are shown. Add a word to narrow it down.
search-older = Look through older entries
