### What is checked, how, and what was found.

checks-lead = Once a day a program looks at the public addresses that each member has named. It does not sign in, it has no record to look for, and it says only what anybody could see from outside on that day.
checks-what = What is looked at
checks-words = What the words mean
checks-yes = What was promised could be seen.
checks-no = We looked, and it was not so.
checks-cant-tell = It can’t be seen from outside, or we could not look that day. It is not held against anybody.
checks-owners = If you run one of these servers
checks-polite = Our program calls itself { $agent }. It asks a handful of questions a day, at least a second apart, reads no more than it needs, and never asks addresses that are not public.
checks-robots = It obeys robots.txt. To keep it away, write this; the checks then say “can’t tell”. ({ $agent } is the name to use.)

check-portal = The sign-in page answers
check-portal-how = We open it as a browser would.
check-tls = The connection is encrypted
check-tls-how = With a certificate that browsers accept, also after every redirect.
check-offers-paper = A copy to read is offered
check-offers-paper-how = The portal says so at /.well-known/blue-button. Without that file we can’t tell.
check-offers-data = A copy for computers is offered
check-offers-data-how = The portal says so at /.well-known/blue-button. Without that file we can’t tell.
check-direct = Doctors can be reached by Direct
check-direct-how = The domain name system has a certificate for the Direct domain that is valid today.
check-smart = Apps find out how to connect
check-smart-how = The SMART configuration names encrypted addresses and lets people start from an app.
check-fhir = The interface for apps answers
check-fhir-how = Its CapabilityStatement is one of FHIR R4.
check-us-core = It follows US Core
check-us-core-how = Its CapabilityStatement names a US Core profile for the patient.
check-bulk = Groups of records can be fetched
check-bulk-how = Its CapabilityStatement names the export of bulk data.
check-brands = The address is published
check-brands-how = A brand bundle lists this very address with a name.
check-policy = The page of rules answers
check-policy-how = We open it as a browser would.

verdict-yes = Yes
verdict-no = No
verdict-cant-tell = Can’t tell
verdict-yes-why = Yes: { $why }
verdict-no-why = No: { $why }
verdict-cant-tell-why = Can’t tell: { $why }
verdict-outside = Can’t be seen from outside

why-no-answer = no answer
why-no-name = the name is unknown
why-no-address = the address can’t be asked
why-not-public = the address is not public
why-bad-certificate = the certificate does not hold
why-downgrade = it leads to a page that is not encrypted
why-slow = no answer within 10 seconds
why-too-large = the answer is too large
why-too-many-hops = it keeps redirecting
why-not-http = what answers is not a web server
why-robots = its robots.txt asks us not to look
why-closed = it turns everyone away
why-not-found = there is no such page
why-too-many = it was busy
why-server-error = its server fails
why-odd-answer = the answer makes no sense
why-no-page = it is not a web page
why-not-encrypted = it is not encrypted
why-not-json = the answer is not of the expected kind
why-not-fhir = the answer is not FHIR
why-fhir-version = it is another version of FHIR
why-smart-no-endpoints = it does not say where apps sign in
why-smart-not-encrypted = apps would sign in without encryption
why-smart-no-standalone = people can’t start from an app
why-us-core-not-said = US Core is not named
why-us-core-no-profile = no US Core profile for the patient
why-bulk-not-said = bulk data is not named
why-brands-none = no published list is named
why-brands-not-ours = the list names other addresses
why-brands-no-name = the list names no organization
why-address-changed = the address was changed, and has not been checked since
why-not-offered = it is not in its list
why-not-published = it publishes no /.well-known/blue-button
why-direct-none = there is no certificate
why-direct-other-name = the certificate is somebody else’s
why-direct-expired = the certificate has expired
why-direct-no-key = the certificate can’t be used to encrypt
why-direct-unreadable = the certificate can’t be read
why-dns-away = the domain name system did not answer

course-all = { $days ->
    [one] Yes on the one day we looked
   *[other] Yes on all { $days } days
}
course-none = { $days ->
    [one] No on the one day we looked
   *[other] No on all { $days } days
}
course-since = No since { $date }
course-no = No on { $no } of { $days } days
course-some = { $days ->
    [one] Can’t tell on the 1 day we looked
   *[other] Yes on { $yes } of { $days } days, can’t tell on the others
}

change-listed = { $organization } is in the directory
change-changed = { $organization }: new details
change-joined = { $organization } joined
change-reported = { $organization } reported on its promises
change-renewed = { $organization } renewed its pledge
change-withdrawn = { $organization } withdrew a pledge
change-lapsed = { $organization } did not renew a pledge
changes-title = Changes in the Blue Button directory
