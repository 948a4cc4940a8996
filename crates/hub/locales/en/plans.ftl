### Employers ask their health plans to pledge.

plans-title = Our health plans
plans-lead = List the health plans you offer your people, and ask each to take the pledge. We write to them for you and keep track of the answers.
plans-none = No plan is on your list yet.
plans-add = Add a health plan
plans-add-go = Add to the list
plans-name = Name of the plan
plans-name-needed = Write the name of the plan.
plans-name-plain = Write only the name of the plan, without an address.
plans-twice = This plan is on your list already.
plans-too-many = Your list is full. Remove a plan first.
plans-which = Is it one of these?
plans-which-none = None of these
plans-email = E-mail address at the plan
plans-email-hint = For example, your account manager’s. Leave it empty to print a letter instead.
plans-language = Which language should we write in?
plans-ask = Ask them by e-mail
plans-letter = Letter (PDF)
plans-more = Answer, or take off the list
plans-heard = What did you hear from them?
plans-remove = Take off the list
plans-written = { $count ->
    [one] We have written to them once.
   *[other] We have written to them { $count } times.
}
plans-written-last = Last on { $date }.
plans-added = Added. You can ask them now.
plans-asked = Our letter to them is on its way.
plans-quiet = They asked us not to write about this again. Call them, or send the letter.
plans-removed = It is off your list.
plans-not-member = They have taken the pledge. There is nothing to ask.
plans-not-no-address = We have no e-mail address for them. Print the letter, or take the plan off the list and add it again with an address.
plans-not-declined = They said no. We don’t write again.
plans-not-often = We have written three times. Call them, or send the letter.
plans-not-lately = We write at most once a month.
plans-public = The names of the plans, how they stand and your sentence are shown on your public page. E-mail addresses are not.
plans-public-title = Health plans they offer, asked to pledge
plans-asking = { $count ->
    [one] One employer has asked this plan to take the pledge.
   *[other] { $count } employers have asked this plan to take the pledge.
}
plan-standing-none = Nothing yet
plan-standing-listed = Not asked yet
plan-standing-asked = Asked, no answer yet
plan-standing-pledged = Has pledged
plan-standing-pledges = Says it will pledge
plan-standing-thinks = Is thinking about it
plan-standing-declines = Says no
plan-told-plan = as the plan told us
plan-told-employer = as the employer heard
plan-letter-title = Please take the Blue Button pledge
plan-letter-ask = { $organization } offers your health plan to its people. We ask you to take the Blue Button pledge: let people see, download and send their own claims and health records.
plan-letter-what = The pledge is free and voluntary. You say what you do already and what you plan, by when. It is checked in public, and it can be withdrawn at any time.
plan-letter-how = It takes about ten minutes: { $link }
asked-title = You were asked to pledge
asked-heading = { $organization } asks you to take the pledge
asked-lead = They offer { $plan } to their people, and want them to be able to see, download and send their own claims and health records.
asked-answer = What may we tell them?
asked-pledges = We will take the pledge
asked-thinks = We are thinking about it
asked-declines = Not now
asked-note = One sentence, if you like
asked-quiet = Don’t write to this address about the pledge again, whoever asks
asked-go = Send our answer
asked-saved = Thank you. They can see your answer now.
asked-public = Your answer and your sentence are shown on the public page of whoever asked.
mail-plan-subject = { $organization } asks { $plan } to take the Blue Button pledge
mail-plan-body =
    Hello,

    { $organization } offers { $plan } to its people. They ask you to take the Blue Button pledge: let people see, download and send their own claims and health records. The pledge is free and voluntary.

    Read it, and tell them what you will do, here:

    { $link }

    On the same page you can say that you want no more mail about this.

    The pledge is not an endorsement by the U.S. Department of Health and Human Services (HHS) or any part of the Federal government.
