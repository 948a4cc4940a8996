### What the pages of a record answer at a glance.

## One row for each test

course-up = Up from { $value } ({ $date })
course-down = Down from { $value } ({ $date })
course-same = The same as before ({ $date })
course-before = Before: { $value } ({ $date })
course-that-day = the same day
course-once = Once only
short-within = Within
short-above = Above
short-below = Below
short-above-by = Above by { $by }
short-below-by = Below by { $by }
pressure-upper-name = Upper number
pressure-lower-name = Lower number
tests-views = Ways to look at your results
tests-by-test = By test
tests-by-date = By date
tests-asking = Needs attention: { $count }
timeline-in-doubt = { $title } (the number is in doubt)
timeline-together = { $count ->
    [one] 1 entry
   *[other] { $count } entries
}
vitals-count = { $count ->
    [one] This record holds 1 measurement.
   *[other] This record holds { $count } measurements.
}
vitals-lead = Last measured: { $said }, on { $date }.
tests-name = Test
tests-value = Value
tests-range = Usual range
tests-course = Over time
tests-change = Change
tests-newest = Newest: { $date }
tests-loose = Other tests
tests-all = All tests
tests-others = Pictures and reports
tests-cut = Only the newest results are shown here.
jump-label = Go to
change-first = The first one here
change-unknown = Can't be compared
change-up = Up { $by }
change-down = Down { $by }
change-same = The same
change-pressure = Upper number: { $upper }. Lower number: { $lower }.
chart-usual = Usual range: { $range }
chart-usual-word = usual
chart-unit = Values in { $unit }.
chart-band = The shaded band is the usual range that came with this value.
chart-two = Solid line: { $first }. Dashed line: { $second }.
goal-said = Goal: { $goal }
chart-goal = The dotted line is the goal in this record.
comments-title = What was written about it
table-since = Since the one before
detail-value = This value
detail-about = What this test is for
detail-about-measured = What this measures
detail-about-told = What this is about

## Two tests beside each other

compare-go = Compare two tests
compare-title = Compare two tests
compare-lead = Choose two tests or measurements to see them one below the other.
compare-one = The first
compare-other = The second
compare-show = Compare
compare-no-chart = There are not enough numbers for a chart.
compare-days = Day by day
compare-none = Not measured

## Overview

overview-answer = { $count ->
    [0] We found nothing that needs attention now
    [one] One thing needs attention
   *[other] { $count } things need attention
}
overview-answer-to-you = Nothing that you can see needs attention now
overview-seen = You last looked at this record on { $date }.
overview-first = You are looking at this record for the first time.
overview-new-since = New since { $date }
overview-list = On the newest list, of { $date }
overview-lists = On lists of the last 12 months; the newest is from { $date }
overview-list-of = On the newest list: { $source }, { $date }
overview-marked = { $count ->
    [one] 1 other was marked normal by its sender
   *[other] { $count } others were marked normal by their sender
}
overview-within = { $count ->
    [one] 1 other is within its usual range
   *[other] { $count } others are within their usual range
}
overview-told = What was said and done
overview-let-in = Give access
overview-who-looked = Who looked
overview-summary = One page for a doctor or a hospital
overview-about = Name, address, contacts
overview-sources = Where this comes from
overview-source = { $source }: newest entry from { $date }
news-group = { $section }: { $count }
visit-calendar = Add to my calendar
attend-differ = Lists differ
attend-differ-text = The lists in this record do not say the same thing. Ask which one is right before you change anything.
attend-differ-go = Compare the lists
attend-outside = Outside the usual range
attend-outside-title = { $count } of the { $all } newest test results { $count ->
    [one] is outside its usual range
   *[other] are outside their usual range
}
attend-marked = Marked by the sender
attend-marked-title = { $count } of the { $all } newest test results { $count ->
    [one] was marked as not normal by its sender
   *[other] were marked as not normal by their sender
}
attend-disputed = To be asked about
attend-disputed-title = { $count ->
    [one] On 1 result, the sender’s mark and the range do not agree
   *[other] On { $count } results, the sender’s mark and the range do not agree
}
attend-contradicted = To be asked about
attend-contradicted-title = { $count ->
    [one] On 1 result, its source writes two different numbers
   *[other] On { $count } results, their sources write two different numbers
}
attend-results-go = See the results
attend-planned = Planned
attend-planned-text = The record plans this for { $date }.
attend-planned-go = See the plan
attend-ends = Access ends soon
attend-ends-own = Your access to this record ends on { $date }
attend-ends-own-text = If you still need it, ask the person whose record it is.
attend-ends-own-go = See the activity
attend-ends-text = Their access to your record ends on { $date }. If they still need it, give it again.
attend-ends-go = People with access

## Medicines

medicine-compare = Lists side by side
medicine-name = Medicine
medicine-for = For
medicine-when = When
medicine-end = How it ended
medicine-differs = Differs
medicine-not-listed = Not on this list
medicine-ask = If you are not sure, call us
medicine-reason = For: { $reason }
medicine-filled = Last filled
medicine-fills = { $count ->
    [one] { $date }
   *[other] { $date }, { $count } times in all
}
medicine-changes = Changes in the last 6 months
medicine-ended = Ended
medicine-began = Began

## A page to hand over, and proof of vaccines

summary-lead = What this record says on { $date }: medicines, allergies, conditions, contacts and latest values.
summary-lead-to-you = What you can see of this record on { $date }, on one page.
summary-contacts = Contacts
summary-no-contacts = The record names no contacts.
summary-no-contacts-to-you = There are no contacts that you can see.
summary-values = Latest values
print-how = To keep it on paper, print this page in your browser.
proof-title = Proof of vaccines
proof-go = Proof of vaccines to print
proof-vaccine = Vaccine
proof-dose = Dose
proof-lot = Lot and maker
proof-by = Given by
proof-from = As recorded by { $organization } and those who sent it their records.

## A visit

visit-told = What you were told
visit-told-in = Written in:
visit-prepare = How to prepare
visit-where = Where and with whom
visit-facts = About this visit
visit-phone = Phone
visit-found = What was found
visit-outside = { $count ->
    [one] 1 value is outside its usual range.
   *[other] { $count } values are outside their usual range.
}
visit-marked = { $count ->
    [one] 1 value was marked as not normal by its sender.
   *[other] { $count } values were marked as not normal by their sender.
}
visit-send = Send this visit
chart-day = { $month } { $number }
chart-month = { $month } { $number }
search-instead = Nothing was found for “{ $query }”, so we looked for words that are spelled almost the same.

## Bills

bills-what = Bill
bills-billed = Charged
bills-paid = Paid by insurance
bills-owed = You owe
bills-untold = Not given
bills-not-said = { $count ->
    [one] 1 bill of this year does not say what you owe.
   *[other] { $count } bills of this year do not say what you owe.
}
bills-rest = What was charged may be more than what was paid and owed together. The rest is often a discount that the insurer and the clinic agreed on. If a sum puzzles you, ask whoever sent the bill.
bills-lead-owed = For { $year }, the bills here say that you owe { $sum }.
bills-lead-owed-other = For { $year }, the bills here say that { $sum } is owed.
bills-owed-other = Owed by the patient
timeline-more = and { $count } more
overview-answer-old = The newest entry here is from { $date }

## A summary that is kept on a device

keep-title = Keep this page on this device
keep-text = You can save this page here. It then opens even without the internet. It stays as it is today until you save it again.
keep-risk = Your health information is then stored on this device. Anyone who can unlock it can read it. Do not do this on a device that you share.
keep-until = Remove it when I sign out
keep-go = Save on this device
keep-stays = It opens when there is no internet. Later changes to the record are not in it.
keep-remove = Remove it from this device
keep-removed = The saved page was removed from this device.
keep-failed = It could not be saved. Nothing is stored on this device. Check the connection and try again.
keep-still = A page with health information is still saved on this device.
kept-said = Saved on this device on { $moment }
kept-old = It does not change by itself. Your record may say more by now.
kept-open = Open the whole record
