### The frame of the hub, its first page, the texts of pledges.

hub-name = Blue Button movement
hub-menu = Menu
hub-menu-close = Close
hub-menu-label = Pages of the movement
hub-find-short = Find
hub-nav-home = Home
hub-nav-find = Find your records
hub-nav-members = Members
hub-nav-community = Community
hub-nav-data = Open data
hub-nav-review = Review
hub-nav-enter = For members
hub-signed-in-for = Signed in as { $name } for { $organization }
hub-foot-marks = Blue Button® and its logo belong to HHS. Our checks say only what a program could see from outside on that day.
hub-foot-checks = How we check
hub-foot-portal = Health records at { $organization }
no-endorsement-lead = The pledge is voluntary.
no-endorsement-rest = A pledge, a badge or a listing here is not an endorsement by the U.S. Department of Health and Human Services (HHS) or any part of the Federal government.
no-endorsement = The pledge is voluntary. A pledge, a badge or a listing here is not an endorsement by the U.S. Department of Health and Human Services (HHS) or any part of the Federal government.
no-endorsement-short = Voluntary. Not an endorsement by HHS or the Federal government.
demo-mail = This is a demo: its mail can be read at
link-over = This link no longer works
link-over-text = It was used already, or it is too old. Nothing was changed. Ask for a new one.
trap-label = Leave this empty
turn-before = Back
turn-next = More
feed-title = News of the Blue Button movement

home-title-hub = Join the Blue Button movement
home-heading = Your health record is yours. We promise to hand it over.
home-lead-hub = { $count ->
    [0] Take the pledge: help people see, download and send their own health records. What can be seen from outside is checked in public.
    [one] One organization has pledged to help people see, download and send their own health records. What can be seen from outside is checked in public.
   *[other] { $count } organizations have pledged to help people see, download and send their own health records. What can be seen from outside is checked in public.
}
home-take = Take the pledge
home-read = Read it first, 2 minutes
home-dots = Each dot is a member.
home-dots-whole = { $count ->
    [one] Full: 1 passes every check.
   *[other] Full: { $count } pass every check.
}
home-dots-part = { $count ->
    [one] Ring: 1 passes a part.
   *[other] Ring: { $count } pass a part.
}
home-dots-untold = { $count ->
    [one] Dashed: 1 that we can’t check from outside.
   *[other] Dashed: { $count } that we can’t check from outside.
}
home-not-there = Not there, or they don’t give you your data?
home-numbers = The movement in numbers
home-number-members = members: { $holders } hold records, { $others } don’t
home-number-checks = of { $made } checks passed in the last round
home-number-asked = people who wrote to ask for their records
home-number-got = who then got them
home-what = What the blue button promises
home-see = Your whole record on a screen: medicines, results, notes, bills, in words that you can read.
home-download = One press and it is yours: to print, to keep, to open in an app you choose.
home-send = To the next doctor, to your daughter, to wherever you decide.
home-two = Two ways to pledge
home-hold = You hold health records
home-hold-who = Hospitals, doctors, health plans, pharmacies, laboratories
home-hold-1 = People can see, download and send their record
home-hold-2 = The whole record, and each visit
home-hold-3 = For caregivers too
home-hold-4 = Within 4 business days
home-hold-5 = You name your public addresses, and we check them daily
home-hold-go = Pledge as a record holder
home-help = You don’t, and you can help
home-help-who = Employers, associations, patient groups, developers, clinicians
home-help-1 = Tell your people how to get their records
home-help-2 = Ask your health plans to pledge
home-help-3 = Build tools that open these records
home-help-4 = Report each year what you did
home-help-go = Pledge as a helper
home-texts = Read what is promised, word for word:
home-newest = Newest members
home-newest-none = Nobody has joined yet. You could be the first.
home-all = { $count ->
    [one] The one member
   *[other] All { $count }
}
home-coming = New and coming up
home-coming-none = Nothing is planned yet.

pledge-version = Version { $version } of the text. Whoever signed an earlier one is held to that one.
pledge-version-then = Version { $version } of the text, as it was signed then. It is not signed any more.
pledge-versions = Other versions:
group-holder = Those who hold health records
group-helper = Those who hold none, and help
group-network = Networks
group-ehr = Makers of record systems
group-app = Apps
promise-always = Everyone promises this
promise-chosen = Promised by those who choose it
promise-checked = We check it from outside.

kind-hospital = Hospital
kind-provider = Doctors or clinic
kind-payer = Health plan
kind-pharmacy = Pharmacy
kind-laboratory = Laboratory
kind-registry = Registry
kind-network = Network
kind-ehr = Maker of record systems
kind-app = App
kind-employer = Employer
kind-association = Association
kind-patients = Patient or consumer group
kind-developer = Developer
kind-clinician = Clinician
kinds-hospital = Hospitals
kinds-provider = Doctors and clinics
kinds-payer = Health plans
kinds-pharmacy = Pharmacies
kinds-laboratory = Laboratories
kinds-registry = Registries
kinds-network = Networks
kinds-ehr = Makers of record systems
kinds-app = Apps
kinds-employer = Employers
kinds-association = Associations
kinds-patients = Patient and consumer groups
kinds-developer = Developers
kinds-clinician = Clinicians

gives-label = What they give
gives-see = See
gives-download = Download
gives-send = Send
gives-apps = Apps
gives-see-is = the record on a screen
gives-download-is = a file to keep
gives-send-is = to a doctor or elsewhere
gives-apps-is = with an app that you choose
gives-broken = they say so, but it did not work when we checked
gives-not-known = not offered, as far as we know
lead-first-see = see your record
lead-first-download = download your record
lead-first-send = send your record
lead-first-apps = open your record in an app
lead-download = download it
lead-send = send it
lead-apps = open it in an app
