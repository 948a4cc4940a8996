# Why two people are taken for one, for two, or shown to staff.

match-record-number-same = same record number
match-number-same = same number
match-address-same = same id in its source
match-member-number-same = same plan number
match-citizen-number-same = same social security, license or passport number
match-shared-number-same = same number, which several people have
match-no-number = no number in common
match-record-number-other = other record number from the same place
match-citizen-number-other = other social security, license or passport number
match-given-same = same first name
match-given-fewer = same first name, one has more given names
match-given-nickname = nickname or other spelling of the first name
match-given-initial = first name is an initial
match-given-order = given names in another order
match-given-typo = first name differs by a letter or two
match-given-other-further = same first name, other middle name
match-given-unknown = first name not known
match-given-other = other first name
match-family-same = same family name
match-family-part = one of two family names
match-family-order = family names in another order
match-family-typo = family name differs by a letter or two
match-family-unknown = family name not known
match-family-other = other family name
match-other-generation = senior and junior
match-generation-untold = one is junior or senior, the other does not say
match-birth-same = same birth date
match-birth-partial = birth date agrees as far as it is known
match-birth-exchanged = day and month of the birth date exchanged
match-birth-one-digit = birth date differs by one digit
match-birth-unknown = birth date not known
match-birth-other = other birth date
match-birth-generation = birth dates a generation apart
match-sex-same = same sex
match-sex-other = other sex
match-home-same = same home address
match-contact-same = same phone or email
match-multiple = born with a twin

# What a number proves.

number-kind-record = One person’s number: strong
number-kind-presumed = Not known. Taken for one person’s number until three people have the same one
number-kind-presumed-known = Taken for one person’s until three people have the same one
number-kind-address = One person’s, in files from the same source
number-kind-member = A family’s number: never enough alone
number-kind-citizen = A hint only: such numbers are often mistyped or lent
number-kind-shared = Nothing: several people have the same one

number-system-address = How a source refers to its patient, such as Patient/1
number-system-unique = Ids that are unique wherever they were made
number-system-medicare = Medicare number
number-system-social-security = Social Security number
number-system-provider = A doctor’s number (NPI)
number-system-licence = Driver’s license
number-system-example = Example numbers that HL7 gives out
