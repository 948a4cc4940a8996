### Measures.

measures-title = Measures
measures-lead = How soon patients can see what was done, how many of them use it, and how soon their requests are answered.
measures-period = Period
measures-months = Months
measures-quarters = Quarters
measures-years = Years
measures-of = Whose visits
measures-all = All visits
measures-sites = Organizations
measures-providers = Clinicians
measures-own-days = Choose other days
measures-days-wrong = The last day must not be before the first, nor more than five years after it.
measures-month = { $month } { $year }
measures-quarter = Quarter { $quarter } of { $year }
measures-days = { $from } to { $to }
measures-behind = Not everything is counted yet. The numbers may still change.
measures-so-far = { $count ->
    [one] So far 1 patient has been counted
   *[other] So far { $count } patients have been counted
}, and there are more: the numbers are too low. The server goes on by itself. Look again in some minutes, or go on now.
measures-go-on = Go on counting
measures-none = There were no visits and no requests in this period.
measures-what = Measure
measures-share = Share
measures-counts = Counted
measures-left-out = Left out
measures-who = Who
measures-percent = { $number }%
measures-nobody = None in this period
measures-of-all = { $count } of { $all }
measures-who-in = Those counted
measures-who-not = Those not counted
measures-who-out = Those left out
measures-office-access = Visit could be seen within 4 business days
measures-hospital-access = Hospital stay could be seen within 36 hours of discharge
measures-used = Looked, downloaded or sent
measures-viewed = Looked at the record
measures-downloaded = Downloaded it
measures-sent = Sent it
measures-apps = Used an app
measures-caregivers = Let somebody else in
measures-answered = Requests answered by the last day for it
measures-no-apps = No app has read a record of these patients.
measures-median = { $count ->
    [0] Half of the answers came on the day of the request.
    [one] Half of the answers came within one day.
   *[other] Half of the answers came within { $count } days.
}
measures-file = Download as a table (CSV)
measures-over-time = Month by month
measures-as-table = The same as a table
measures-month-title = Month
measures-often = How often
measures-often-text = What was done in this period, by anybody. One person may have done it many times.
measures-often-viewed = Pages of records looked at
measures-often-downloaded = Files downloaded
measures-often-sent = Records sent
measures-often-imported = Times something came into a record
measures-often-caregivers = Invitations accepted by caregivers
measures-often-joined = Invitation codes used by patients
measures-meaning = What these numbers mean
measures-meaning-access = A patient counts once in a period, however many visits they had. They count as in time only if each of their visits was. A visit is in time if it had come in by the deadline, the patient had an account or a code that works, and no rule held any of it back.
measures-meaning-late = Patients without an account or code count as not in time. Left out are those from whom the law keeps all of their visits.
measures-meaning-use = Use is counted for patients who had a visit in the period. What a caregiver does for them counts. What the staff does never counts.
measures-meaning-requests = Requests count in the period in which they were made. Left out are those taken back, and those that still have time.
measures-meaning-more = The definitions with their sources are in the documentation of this program, under "Measures".
measures-behind-title = Patients behind a number
measures-behind-text = Each of them can read in their activity that you listed them.
measures-but-not = But not: { $what }
measures-behind-none = There is nobody.
measures-behind-end = There is nobody more.
measures-behind-none-yet = Nobody so far. There are more patients to look through.
measures-name = Name
measures-born = Born
measures-account = Account
measures-has-account = Has an account
measures-has-none = No account yet
measures-more = Show more
measures-group-seen = Had a visit
measures-group-office = Had a visit outside a hospital
measures-group-office-in-time = All visits could be seen in time
measures-group-office-excluded = All visits are kept from the patient by law
measures-group-hospital = Left a hospital
measures-group-hospital-in-time = All hospital stays could be seen in time
measures-group-hospital-excluded = All hospital stays are kept from the patient by law
measures-group-used = Looked, downloaded or sent
measures-group-viewed = Looked at the record
measures-group-downloaded = Downloaded it
measures-group-sent = Sent it
measures-group-app = Used an app
measures-group-caregiver = Let somebody else in
