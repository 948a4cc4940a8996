# The record's own words: what every page, paper and file calls things.

## Sections

section-about = Personal details
section-medications = Medicines
section-allergies = Allergies
section-conditions = Health conditions
section-results = Test results
section-vital-signs = Vital signs
section-vaccines = Vaccines
section-procedures = Procedures and devices
section-visits = Visits
section-documents = Documents and notes
section-care-plans = Care plans and goals
section-care-team = Care team
section-social-history = Social and family history
section-coverage = Insurance coverage
section-claims = Bills
section-other = Other entries

## Entries

name-not-told = Name not told
entry-unnamed = No name given
entry-undated = No date given
entry-error = Entered in error
entry-unreadable = We could not read this entry. It is kept in your record.
nothing-here = Nothing is listed here. A document of this record may tell of it in its own words.
value-and-unit = { $value } { $unit }
range-between = { $low } to { $high }
range-from = { $low } or more
range-up-to = { $high } or less
range-for = { $range } ({ $whom })
date-until = { $from } to { $until }
ongoing = ongoing

## How a value stands to its usual range

standing-impossible = Can’t be right: most likely nothing was measured
standing-contradicted = Its source writes two different numbers: ask which one holds
standing-contradicted-by = Its source writes { $table } in its text and { $data } in its data: ask which one holds
standing-within = Within the usual range
standing-above = Above the usual range
standing-below = Below the usual range
standing-far-above = Far above the usual range
standing-far-below = Far below the usual range
standing-unusual = Not the usual result

## Dates

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
date-day = { $month } { $day }, { $year }
date-month = { $month } { $year }
date-moment = { $date }, { $time } { $zone }

## Who somebody is

gender-female = Female
gender-male = Male
gender-other = Other
gender-unknown = Not known
word-yes = Yes
word-no = No
word-do-not-take = Do not take this medicine
word-not-given = Not given
word-not-given-but-lot = The source says that it was not given, and names its lot number: ask which is right
word-as-needed = As needed
word-reported-by-others = Reported by someone else
word-no-answer = No answer
word-do-not-do = Not to be done
minutes = { $minutes } min

## What an entry is, where the source gives it no name

document-summary = Health summary
document-visit-summary = Visit summary
document-discharge = Discharge summary
document-progress = Progress note
document-consult = Consultation note
document-referral = Referral note
document-operation = Operation report
document-history = Medical history and physical exam
document-imaging = Imaging report
kind-adverse-event = Unwanted event
kind-alert = Alert
kind-appointment = Appointment
kind-assessment = Assessment
kind-assessment-and-plan = Assessment and plan
kind-audit = Record of use
kind-basic = Other information
kind-benefit = Explanation of benefits
kind-body-structure = Part of the body
kind-care-plan = Care plan
kind-care-team = Care team
kind-claim = Claim
kind-consent = Consent
kind-coverage = Insurance coverage
kind-device = Device
kind-document = Document
kind-episode = Time in care
kind-family-member = Family member
kind-glasses = Glasses or lens prescription
kind-goal = Goal
kind-imaging = Images
kind-list = List
kind-medicine = Medicine
kind-message = Message
kind-instruction = Instruction
kind-order = Order
kind-other = Other information
kind-patient = Patient
kind-payment = Payment
kind-picture = Picture or recording
kind-provenance = Where information came from
kind-questionnaire = Questionnaire
kind-related-person = Person close to the patient
kind-risk = Risk assessment
kind-specimen = Sample
kind-vaccine-plan = Recommended vaccines
kind-visit = Visit

## Kinds of visit

visit-office = Office visit
visit-emergency = Emergency visit
visit-hospital = Hospital stay
visit-observation = Hospital observation
visit-short-stay = Short hospital stay
visit-home = Home visit
visit-virtual = Video or phone visit
visit-field = Visit outside the clinic
visit-pre-admission = Visit before a hospital stay

## Allergies, conditions, orders

severity-mild = Mild
severity-moderate = Moderate
severity-severe = Severe
criticality-low = Low risk
criticality-high = High risk, could be life-threatening
criticality-unable-to-assess = Could not be judged
allergy-type-allergy = Allergy
allergy-type-intolerance = Intolerance
allergen-food = Food
allergen-medication = Medicine
allergen-environment = Environment
allergen-biologic = Biological substance
category-problem-list = On the list of current problems
category-visit = Diagnosis of a visit
category-concern = Health concern
priority-urgent = Urgent
priority-asap = As soon as possible
priority-stat = Immediately

## Why there is no value

absent-unknown = The result is not known
absent-not-asked = It was not asked
absent-declined = The answer was declined
absent-masked = The source does not give it out
absent-not-applicable = It does not apply
absent-not-performed = The test was not done
absent-error = The test could not be completed

## How often a medicine is taken

timing-repeat = { $times ->
    [1] once
   *[other] { $times } times
 } { $period ->
    [1] { $unit ->
        [min] a minute
        [h] an hour
        [d] a day
        [wk] a week
        [mo] a month
       *[a] a year
    }
   *[other] every { $period } { $unit ->
        [min] minutes
        [h] hours
        [d] days
        [wk] weeks
        [mo] months
       *[a] years
    }
 }
timing-as-needed-for = as needed for { $reason }
timing-morning = in the morning
timing-afternoon = in the afternoon
timing-evening = in the evening
timing-night = at night
timing-bedtime = at bedtime
timing-waking = after waking up
timing-with-meals = with meals
timing-with-breakfast = with breakfast
timing-with-lunch = with lunch
timing-with-dinner = with dinner
timing-before-meals = before meals
timing-before-breakfast = before breakfast
timing-before-lunch = before lunch
timing-before-dinner = before dinner
timing-after-meals = after meals
timing-after-breakfast = after breakfast
timing-after-lunch = after lunch
timing-after-dinner = after dinner

## Allergies, reactions and procedures that we know by name

allergen-penicillin = Penicillin
allergen-amoxicillin = Amoxicillin
allergen-sulfa = Sulfa drugs
allergen-aspirin = Aspirin
allergen-ibuprofen = Ibuprofen
allergen-codeine = Codeine
allergen-morphine = Morphine
allergen-latex = Latex
allergen-shellfish = Shellfish
allergen-fish = Fish
allergen-peanut = Peanuts
allergen-nuts = Nuts
allergen-egg = Eggs
allergen-milk = Milk
allergen-pollen = Pollen
allergen-bee = Bee stings
procedure-mammogram = Mammogram
procedure-colonoscopy = Colonoscopy
procedure-eyes = Eye examination
procedure-feet = Foot examination
procedure-chest-x-ray = Chest X-ray
procedure-ecg = Electrocardiogram (ECG)
device-walker = Walker
reaction-hives = Hives
reaction-rash = Skin rash
reaction-itching = Itching
reaction-itching-mouth = Itching in the mouth
reaction-swelling-face = Swelling of the face
reaction-swelling = Swelling
reaction-nausea = Nausea
reaction-vomiting = Vomiting
reaction-diarrhea = Diarrhea
reaction-breath = Shortness of breath
reaction-wheezing = Wheezing
reaction-anaphylaxis = Anaphylaxis
reaction-cough = Cough
reaction-dizziness = Dizziness
severity-very-mild = Very mild
severity-mild-moderate = Mild to moderate
severity-moderate-severe = Moderate to severe
visit-wellness = Annual wellness visit
visit-specialist = Specialist visit
route-mouth = By mouth
route-under-skin = Under the skin (subcutaneous)
route-muscle = Into a muscle (intramuscular)
route-vein = Into a vein (intravenous)
route-on-skin = On the skin (topical)
route-patch = Through the skin (transdermal)
route-inhaled = Inhaled
route-nose = In the nose (nasal)
route-eye = In the eye (ophthalmic)
route-ear = In the ear (otic)
route-under-tongue = Under the tongue (sublingual)
route-rectal = In the rectum (rectal)
route-vaginal = In the vagina (vaginal)
