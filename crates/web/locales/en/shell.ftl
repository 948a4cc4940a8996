### The frame around every page, pieces of forms, and what goes wrong.

skip-to-main = Skip to the main content
title-error = Error:
errors-title = { $count ->
    [one] One thing needs your attention
   *[other] { $count } things need your attention
}

nav-account-label = Your account
nav-record-label = Pages of this record
nav-records = All records
nav-settings = Settings
nav-sign-in = Sign in
nav-sign-out = Sign out
nav-download = Download my record
nav-download-other = Download this record
install-what = Read your health record, keep it and send it.
nav-group-health = Health
nav-group-care = Care
nav-group-record = This record
nav-summary = Summary to hand over
nav-menu = Menu
nav-shut = Close
nav-search-label = Search this record
nav-download-short = Download
nav-office = Staff
signed-in-as = Signed in as { $name }
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
nav-claims = Bills
nav-other = Other entries
nav-timeline = Timeline
nav-search = Search
nav-send = Send
nav-people = People
nav-apps = Apps
nav-staff-apps = Apps
nav-requests = Requests
nav-written = What you write
nav-staff-requests = Requests
nav-staff-withheld = Withheld
nav-activity = Activity
nav-staff-find = Find a patient
nav-staff-start = Start
nav-staff-letters = Letters
nav-staff-accounts = Accounts
nav-staff-emergencies = Emergencies
nav-staff-trail = Trail
nav-staff-rules = Rules
nav-staff-measures = Measures
nav-staff-imports = Imports
nav-staff-matching = Who is who
nav-staff-quarantine = Quarantine
nav-staff-jobs = Stopped tasks
nav-staff-hub = Pledges

banner-label = Whose record is open
banner-born = born { $date }
banner-own = Your own record
banner-caregiver = You are their caregiver
banner-emergency = Open to you in an emergency
banner-until = until { $date }

printed-on = Printed on { $date }
footer-help = Questions? Call us:
footer-emergency = In an emergency, call 911.

date-and-time = { $date }, { $time } { $zone }

time-out-title = Are you still there?
time-out-text = To keep this record safe, you will be signed out in two minutes. Nothing that was saved is lost.
time-out-stay = Stay signed in
still-there-back = Sign out now

problem-home = Go to the home page
problem-not-found-title = We could not find that
problem-not-found-happened = There is no such page, or it is not one you may look at.
problem-not-found-safe = Nothing was changed, and your record is safe.
problem-not-found-now = Check the address, or start again from the home page.
problem-not-allowed-title = You may not do this here
problem-not-allowed-happened = You may look at this record, but you were not given the right to do this.
problem-not-allowed-safe = Nothing was changed, and nothing was sent.
problem-not-allowed-now = The person whose record it is can give you this right on their page "People".
problem-other-office-title = This is not part of your role
problem-other-office-happened = Your account is for the staff, but this page belongs to another role.
problem-other-office-safe = Nothing was shown, and nothing was changed.
problem-other-office-now = Ask an administrator if you need it for your work. Your menu lists the pages of your role.
problem-form-expired-title = Please fill in that form again
problem-form-expired-happened = The form was too old, or it came from another page, so we did not use it.
problem-form-expired-safe = Nothing was changed, and nothing was sent.
problem-form-expired-now = Go back, load the page again, and send the form once more.
problem-unclear-title = We did not understand that
problem-unclear-happened = Something in the address or in the form was not as we expect it.
problem-unclear-safe = Nothing was changed, and nothing was sent.
problem-unclear-now = Go back and try again, or start from the home page.
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
problem-failed-now = Try again in a few minutes. If it happens again, { $reach ->
        [phone] call us: the number is at the bottom of this page
       *[person] tell us
    }.

nav-about = About the patient
cancel = Cancel
born-month = Month
born-day = Day
born-year = Year
pager-label = More of this list
pager-newer = Newer
pager-older = Older

## Previews, what is held back, access that is over

banner-preview = Preview: this is what { $name } sees.
held-back = { $count ->
    [one] One entry that came in is held back by a rule of this organization. You will see it here by { $time } at the latest.
   *[other] { $count } entries that came in are held back by a rule of this organization. You will see the first of them here by { $time } at the latest.
}
preview-stop = Back to my own view
problem-access-over-title = Your access to this record has ended
problem-access-over-happened = You could open this record until { $date }. You can't any more.
problem-access-over-safe = Nothing is wrong with your account, and nothing was changed.
problem-access-over-now = If you still need it, ask the person whose record it is to give you access again.
problem-section-withheld-title = This part is not shown
problem-section-withheld-happened = This part of your record is withheld from you, for a reason that the law knows.
problem-section-withheld-safe = It is not lost. It will be shown again by itself after the last day.
problem-section-withheld-now = Under "Requests" you can read the reason, the last day, and how to have it looked at again.

problem-access-waits-title = Your access must be checked
problem-access-waits-happened = The birth date in this record has changed. Our office must check your access before you can go on.
problem-access-waits-safe = Nothing is wrong with your account, and nothing was changed.
problem-access-waits-now = Please call us. We can check it on the phone.

problem-access-later-title = Your access to this record has not begun
problem-access-later-happened = You can open this record from { $date } on.
problem-access-later-safe = Nothing is wrong with your account, and nothing was changed.
problem-access-later-now = Come back on that day, or ask the person whose record it is.
problem-only-preview-title = This is only a preview
problem-only-preview-happened = You are seeing the record as somebody else sees it. You can look around here, but not take anything along or change anything.
problem-only-preview-safe = Nothing was changed, and nothing was sent.
problem-only-preview-now = Go back to the record and choose "Back to my own view" at the top.

## Notices in the footer

about-help-title = Help
about-privacy-title = Privacy notice
about-accessibility-title = Accessibility
about-call = If you have a question that is not answered here, call us
about-help-1 = Here you can read your health record, take a copy with you, send it to a doctor, and let family or helpers see as much of it as you choose.
about-help-2 = To sign in for the first time you need a letter with a code from { $organization }. If you can't sign in any more, call us; we check who you are and give you a new code.
about-help-3 = If something in your record is wrong or missing, call us. We don't write the record here: it comes from the systems of those who treat you.
about-help-4 = This page can't give medical advice. In an emergency, call 911.
about-privacy-1 = { $organization } keeps this record for you. It has not written a privacy notice of its own for this website yet; what follows is what the program itself does. Its Notice of Privacy Practices, which the law asks for, you get from { $organization }.
about-privacy-2 = Your record is stored encrypted. Nobody sees it here but you, the people and apps that you gave access to, and staff who need to, with a reason that you can read.
about-privacy-3 = Everyone who opens, downloads or sends your record is listed under "Activity". Nobody can change that list unnoticed.
about-privacy-4 = Sensitive topics are hidden from people you give access to, unless you choose to show them. We tell such entries by their codes, so one without a code can be missed.
about-privacy-5 = This website uses only the cookies it needs to keep you signed in. It has no advertising and no trackers, and it gives your record to nobody without your asking for it or the law demanding it.
about-accessibility-1 = These pages are made to work with a keyboard, with a screen reader, without scripts, in large type and on a small screen. We aim for WCAG 2.2, level AA.
about-accessibility-2 = We check them with programs and by looking at them. Unless { $organization } says otherwise, they have not been tested by people with disabilities or by an outside expert.
about-accessibility-3 = Documents that came from elsewhere may not be accessible. Call us, and we will read them to you or send them in another form.
emergency-shown = Emergency access until { $time }. You can look and nothing else. The patient reads which pages you open, and the privacy officer reviews it.
sources-words = What doctors and laboratories wrote is shown in their own words. Those are often in English.

# A name and a password that somebody chooses.
invitation-login = Sign-in name
invitation-login-hint = Your e-mail address, or any name without spaces. You need it each time you sign in.
password-new = New password
password-hint = At least 12 characters. Several words that only you would put together work well.
password-again = Type the new password again
invitation-login-needed = Choose a name to sign in with.
invitation-login-taken = That sign-in name is in use. Choose another one.
invitation-login-not-usable = A sign-in name has no spaces and at most 254 characters. Choose another one.
password-needed = Choose a password.
password-too-short = That password is too short. Use at least 12 characters.
password-too-long = That password is too long. Use a shorter one.
password-is-login = The password must not be your sign-in name.
password-is-name = That password is little more than a name. Add words that nobody would guess.
password-too-common = That password is easy to guess. Choose another one.
password-not-the-same = The two passwords don’t match. Type the new one again.
