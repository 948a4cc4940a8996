### The first page, and the list of records.

records-title = Records
records-lead = { $count ->
    [0] There is no record to show yet.
    [one] You may look at one record.
   *[other] You may look at { $count } records. Choose one.
}
records-own = Your own record
records-caregiver = You are a caregiver
records-caregiver-until = You are a caregiver until { $date }
records-none = A record appears here when our records office connects it to you, or when somebody lets you in. If you were given a code, use it below. If you think that something is missing, call us: the number is at the bottom of this page.
records-add = I have a code for a record

home-title = Your health record
home-lead = { $organization } keeps a record of your care. It is yours to read, to keep and to share.
home-sign-in = Sign in
home-invitation = I have an invitation code
home-what-title = What you can do here
home-what-view = Read your medicines, test results, visits and everything else we have about you.
home-what-download = Download all of it or a part, as a paper to print or a file for an app.
home-what-send = Send it to another doctor, in a protected way.
home-what-people = Let somebody you trust look at it with you, and end that at any time.
home-what-activity = See who has looked at it, and when.
home-start-title = Is this your first time here?
home-start-text = You need an invitation code from { $organization }. Ask for one at your next visit, or call the number at the bottom of this page.
