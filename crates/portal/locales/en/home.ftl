### The home page, and the list of records.

records-title = Records
records-lead = { $count ->
    [0] There is no record to show yet.
    [one] You can open one record.
   *[other] You can open { $count } records. Choose one.
}
records-own = Your own record
records-own-title = Your own
records-others-title = People you care for
records-shut-title = Not open to you
records-over = A record that you could open until { $date }. Your access has ended.
records-later = A record that you can open from { $date } on.
records-none = A record appears here when our records office connects it to you, or when someone gives you access. If you were given a code, use it below. If you think that something is missing, { $reach ->
        [phone] call us: the number is at the bottom of this page
       *[person] ask us
    }.
records-add = I have a code for a record
records-way = { $page }: { $name }

home-title = Your health record
home-lead = { $organization } keeps a record of your care. It is yours to read, to keep and to share.
home-sign-in = Sign in
home-invitation = I have an invitation code
home-what-title = What you can do here
home-what-view = Read your medicines, test results, visits and everything else we have about you.
home-what-download = Download all of it or a part, as a printable copy or a file for an app.
home-what-send = Send it to another doctor, in a protected way.
home-what-people = Give someone you trust access to it, and end that at any time.
home-what-activity = See who has looked at it, and when.
home-start-title = Is this your first time here?
home-start-text = You need an invitation code from { $organization }. { $reach ->
        [phone] Ask for one at your next visit, or call the number at the bottom of this page.
       *[person] Ask for one at your next visit.
    }
home-hub-text = Records elsewhere?
home-hub = Find who gives access to them: the Blue Button movement
