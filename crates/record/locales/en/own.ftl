# What patients write themselves, and what stays with an entry that they call wrong.
fact-written-by = Written by
own-by-patient = { $name }, the patient. Not checked by a clinic.
own-by-helper = { $helper }, for { $name }. Not checked by a clinic.
own-by-representative = Somebody who acts for { $name } by law. Not checked by a clinic.
own-by-office = The office that keeps the record.

fact-statement = About this entry
fact-asked = The patient asked
fact-answered = The office answered
fact-disagrees = The patient disagrees
fact-rebuts = The office answers
kind-correction = Correction
kind-disagreement = Disagreement
kind-rebuttal = Answer to a disagreement
