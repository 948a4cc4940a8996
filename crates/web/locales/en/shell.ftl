### The frame around every page, pieces of forms, and what goes wrong.

skip-to-main = Skip to the main content
title-error = Error:
errors-title = { $count ->
    [one] One thing needs your attention
   *[other] { $count } things need your attention
}

nav-account-label = Your account
nav-record-label = Pages of this record
nav-all-pages = All pages
nav-records = All records
nav-settings = Settings
nav-sign-in = Sign in
nav-sign-out = Sign out
nav-download = Download my record
nav-download-other = Download this record
nav-overview = Overview
nav-medications = Medicines
nav-results = Test results
nav-conditions = Conditions
nav-allergies = Allergies
nav-vaccines = Vaccines
nav-vital-signs = Vital signs
nav-procedures = Procedures
nav-visits = Visits
nav-documents = Documents and notes
nav-care-plans = Care plans
nav-care-team = Care team
nav-social-history = Social and family history
nav-coverage = Coverage
nav-claims = Claims
nav-other = Other entries
nav-timeline = Timeline
nav-search = Search
nav-send = Send
nav-people = People
nav-activity = Activity
nav-staff-find = Find a patient
nav-staff-imports = Imports
nav-staff-matching = Who is who
nav-staff-quarantine = Quarantine
nav-staff-jobs = Stopped work

banner-label = Whose record is open
banner-born = born { $date }
banner-own = Your own record
banner-caregiver = You are looking at this record as a caregiver.
banner-caregiver-until = You are looking at this record as a caregiver, until { $date }.

printed-on = Printed on { $date }
footer-help = Questions? Call us:
footer-emergency = In an emergency, call 911.

date-and-time = { $date }, { $time } { $zone }
time-am = AM
time-pm = PM

time-out-title = Are you still there?
time-out-text = To keep this record safe, you will be signed out in two minutes. Nothing that was saved is lost.
time-out-stay = Stay signed in
still-there-back = Sign out now

problem-home = Go to the first page
problem-not-found-title = We could not find that
problem-not-found-happened = There is no such page, or it is not one you may look at.
problem-not-found-safe = Nothing was changed, and your record is safe.
problem-not-found-now = Check the address, or start again from the first page.
problem-not-allowed-title = You may not do this here
problem-not-allowed-happened = You may look at this record, but you were not given the right to do this.
problem-not-allowed-safe = Nothing was changed, and nothing was sent.
problem-not-allowed-now = The person whose record it is can give you this right on their page "People".
problem-form-expired-title = Please fill in that form again
problem-form-expired-happened = The form was too old, or it came from another page, so we did not use it.
problem-form-expired-safe = Nothing was changed, and nothing was sent.
problem-form-expired-now = Go back, load the page again, and send the form once more.
problem-unclear-title = We did not understand that
problem-unclear-happened = Something in the address or in the form was not as we expect it.
problem-unclear-safe = Nothing was changed, and nothing was sent.
problem-unclear-now = Go back and try again, or start from the first page.
problem-too-large-title = That was too much at once
problem-too-large-happened = What you sent is larger than we can take here.
problem-too-large-safe = Nothing was changed, and nothing was sent.
problem-too-large-now = Go back, shorten it, and try again.
problem-too-many-title = Too many tries
problem-too-many-happened = Somebody tried too often from here. To keep records safe, we now wait a while.
problem-too-many-safe = Your record and your account are safe.
problem-too-many-now = { $minutes ->
    [one] Try again in one minute. If you need help, call us.
   *[other] Try again in { $minutes } minutes. If you need help, call us.
}
problem-busy-title = Please try again in a moment
problem-busy-happened = Blue Button cannot reach its records just now.
problem-busy-safe = Your record is safe. If you were changing or sending something, look whether it was done before you do it again.
problem-busy-now = Wait a few seconds and try again.
problem-too-slow-title = This is taking too long
problem-too-slow-happened = We could not finish your page in time.
problem-too-slow-safe = Your record is safe.
problem-too-slow-now = Wait a minute and try again. For a download, choose a smaller part.
problem-file-under-way-title = Another file of yours is still on its way
problem-file-under-way-happened = We make one large file at a time for each person, and your last one is not finished.
problem-file-under-way-safe = Your record is safe, and nothing was lost.
problem-file-under-way-now = Wait until the first file has arrived, then ask for this one again.
problem-failed-title = Something went wrong on our side
problem-failed-happened = We could not show this page. It is not your fault.
problem-failed-safe = Your record is safe. If you were sending something, look at "Activity" before you try again.
problem-failed-now = Try again in a few minutes. If it happens again, call us: the number is at the bottom of this page.

nav-about = About the patient
cancel = Cancel
born-month = Month
born-day = Day
born-year = Year
pager-label = More of this list
pager-newer = Newer
pager-older = Older
