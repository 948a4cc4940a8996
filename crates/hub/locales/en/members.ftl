### Members: their own pages, badge and certificate.

enter-title = For members
enter-lead = Type the e-mail address your organization signed up with. We will send you a link. You need no password.
enter-email-hint = The address of the person who signed, or of someone they invited.
enter-go = Send me the link
enter-sent = If that address belongs to a member, an e-mail is on its way.
enter-sent-next = The link works for 30 minutes, once.
enter-new = Not a member yet?
link-lead = Press the button to sign in. You stay signed in for 8 hours in this browser.
link-go = Sign in

mine-title = Your membership
mine-lead-helper = What you promised, and how it stands. Your public page shows it.
mine-lead = Requests for records through this site: { $asked }. Got them, as far as we were told: { $got }.
mine-waits = What needs you
mine-waits-none = Nothing is waiting for you.
mine-due = You said by { $month }. Tell people how it stands now.
mine-do = What you can do here
mine-plans-what = Ask the plans you contract with to pledge
mine-campaigns-what = A message, posts, pictures, a poster in your name
mine-events-what = Invite people to a webinar or a discussion
mine-posts-what = What you wrote, and ideas people sent you
mine-talks-what = To and from other members
mine-apps-what = List an app that opens people’s records
mine-public = See your public page
mine-until = Renew by { $date }
mine-ended = This pledge has ended. Renew it to come back.
mine-standing = How does it stand?
mine-note = One sentence for your page
mine-report = Publish this report
mine-saved = Saved. It is on your page now.
mine-renewed = Renewed for a year. Thank you.
mine-invited = Invited. A link is on its way to them.
mine-removed = Removed. Their access has ended.
mine-renew = Renew for a year
mine-withdraw = Withdraw this pledge
mine-addresses = Addresses that we check
mine-save = Save
mine-people = People of your organization
mine-people-none = So far, only the person who signed.
mine-remove = Remove
mine-their-name = Their name
mine-their-email = Their e-mail address
mine-invite = Invite
mine-name-needed = Write the person’s name.
mine-write = Write for others
mine-account = You signed in with a link from an e-mail. Would you rather use a password and your phone, or a passkey?
mine-account-go = Make an account
standing-kept = Kept
standing-working = Working on it
standing-not-yet = Not yet
standing-by = { $standing }, by { $month }

withdraw-title = Withdraw the pledge
withdraw-lead = { $organization } would no longer be a member under the { $pledge }.
withdraw-what = Your badge turns gray and says that the pledge has ended, and your page says since when. What was checked stays published. You can come back at any time.
withdraw-go = Withdraw

member-joined = Joined { $date }
member-since = Member since { $date }
members-lead = { $count ->
    [0] No member fits.
    [one] One organization has taken a pledge in public.
   *[other] { $count } organizations have taken a pledge in public.
}
members-name = Name of a member
members-all-kinds = All kinds

badge-passed = { $passed } of { $made } checks passed
badge-member = Blue Button pledge
badge-ended = Pledge has ended
badge-checked = Checked { $date }
badge-dated = { $date }
badge-since = Since { $date }
badge-old = Not checked lately
badge-alt = { $organization }, Blue Button pledge: open to see what was checked, and when. Not an endorsement by HHS or the Federal government.
badge-says = { $organization }, Blue Button pledge: { $headline }. { $dated }. Not an endorsement by HHS or the Federal government.
round-old = Not checked since { $date }
round-none = No check from outside

certificate-title = { $pledge }
certificate-promises = has promised
certificate-signed = Signed on
certificate-member-since = Member since
certificate-until = To be renewed by
certificate-version = Text of the pledge
certificate-checks = What we found when we checked

mail-enter-subject = Your link for { $organization }
mail-enter-body =
    Hello,

    This link lets you in for { $organization }. It works once, for 30 minutes:

    { $link }

    If you did not ask for it, do nothing.
mail-renew-subject = { $organization }: please renew your pledge
mail-renew-body =
    Hello,

    The pledge of { $organization } is good until { $date }. Tell the public how your promises stand, and renew it for another year:

    { $link }

    If you do nothing, it ends 30 days after that date.
